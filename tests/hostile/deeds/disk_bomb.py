# Fills the disk with one file.
# verdict: error exception
with open("full", "wb") as file:
    while True:
        file.write(bytes(1 << 20))
