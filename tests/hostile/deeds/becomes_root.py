# Tries to become another user, and to enter other namespaces.
# verdict: failed exited
# never: BECAME
import os

for call in (os.setuid, os.setgid, os.seteuid, lambda n: os.setgroups([n]), os.chroot):
    try:
        call("/" if call is os.chroot else 0)
        print("BECAME", call)
    except OSError:
        pass
for name in "unshare", "setns":
    if hasattr(os, name):
        try:
            getattr(os, name)(0x10000000)
            print("BECAME", name)
        except (OSError, TypeError):
            pass
