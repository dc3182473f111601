"""Reads memory and interpreter state without the lab: the oracle that probes are compared with."""

import ctypes
import gc
import sys

NEW_HEAD = sys.version_info >= (3, 14)  # a 32-bit ob_refcnt
GC_HEAD = 16


def word(address):
    return ctypes.c_int64.from_address(address).value


def address_word(address):
    return ctypes.c_uint64.from_address(address).value


def refcount_at(address):
    """ob_refcnt of the object at an address: nothing here holds a reference to it."""
    if NEW_HEAD:
        return ctypes.c_uint32.from_address(address).value
    return word(address)


def version_tag(dictionary):
    """ma_version_tag, or None where there is none."""
    return None if NEW_HEAD else word(id(dictionary) + 24)


def gc_state():
    return gc.get_count(), gc.get_stats(), gc.get_threshold(), gc.isenabled(), gc.get_freeze_count()
