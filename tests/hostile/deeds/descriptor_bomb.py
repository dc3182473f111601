# Opens files until it may open no more.
# verdict: error exception
import os

while True:
    os.open(".", os.O_RDONLY)
