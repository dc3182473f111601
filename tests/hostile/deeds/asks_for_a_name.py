# Asks who has a name, which is a way to tell something to the outside.
# verdict: failed exited
# never: ASKED
import socket

try:
    print("ASKED", socket.getaddrinfo("example.org", 80))
except OSError:
    pass
