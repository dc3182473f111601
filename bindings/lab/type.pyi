"""Probes for classes: PyTypeObject, Include/cpython/object.h, Objects/typeobject.c."""

from typing import Any

from . import Address

def layout(object: type, /) -> dict[str, Any]:
    """{"name": tp_name, "basicsize", "itemsize": bytes of an instance and of each of its items,
    "dictoffset", "weaklistoffset": 0 for none, negative where it is no field behind the instance's
    address, "flags": names without Py_TPFLAGS_, "flag_bits": all of tp_flags, "version_tag": Absent
    while the class has none, "base": name or None, "mro": names}. Raises TypeError for what is no class.
    """

def slots(object: type, /) -> dict[str, str | Address]:
    """The slots that are filled, by name (tp_hash, nb_add, sq_length…): the name of the C function where
    libpython exports it ("PyObject_HashNotImplemented"), else its address; two classes that share an
    implementation have the same there. Raises TypeError for what is no class.
    """
