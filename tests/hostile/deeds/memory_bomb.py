# Takes memory until there is none.
# verdict: error memory | error exception
parts = []
while True:
    parts.append(bytearray(1 << 24))
