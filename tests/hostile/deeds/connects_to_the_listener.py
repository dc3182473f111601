# Connects to a server on this machine.
# verdict: failed exited
# never: CONNECTED
import socket

for port in range(1024, 65536, 997):
    try:
        socket.create_connection(("127.0.0.1", port), 1)
        print("CONNECTED")
    except OSError:
        pass
