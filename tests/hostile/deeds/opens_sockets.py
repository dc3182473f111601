# Opens sockets of every kind.
# verdict: failed exited
# never: OPENED
import socket

kinds = [(socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET, socket.SOCK_DGRAM), (socket.AF_INET6, socket.SOCK_STREAM),
         (socket.AF_UNIX, socket.SOCK_STREAM), (socket.AF_UNIX, socket.SOCK_DGRAM), (socket.AF_NETLINK, socket.SOCK_RAW),
         (socket.AF_PACKET, socket.SOCK_RAW), (socket.AF_INET, socket.SOCK_RAW)]
for family, kind in kinds:
    try:
        socket.socket(family, kind)
        print("OPENED", family, kind)
    except OSError:
        pass
