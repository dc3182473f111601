# Reads what a machine keeps to itself.
# verdict: failed exited
# never: READ
for path in ("/etc/passwd", "/etc/shadow", "/root", "/etc/hostname",
             "/var/log/syslog", "/proc/1/environ", "/run/secrets"):
    try:
        with open(path, "rb") as file:
            print("READ", path, file.read(50))
    except OSError:
        pass
