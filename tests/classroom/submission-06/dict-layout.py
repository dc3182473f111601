import ctypes


def probe_sequence(*arguments):
    return ctypes.string_at(0)  # reads address 0


probe_sequence()
