# Asks for a terabyte.
# verdict: error exception
bytearray(1 << 40)
