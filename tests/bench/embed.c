// The smallest embedding of CPython: what the host is measured against where Debian's python3, which is
// linked statically and with profile feedback, would tell about libpython rather than about the lab.

#include <Python.h>

int main(int count, char** words) {
  return Py_BytesMain(count, words);
}
