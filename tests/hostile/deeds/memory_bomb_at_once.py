# Asks for a terabyte.
# verdict: error memory | error exception
bytearray(1 << 40)
