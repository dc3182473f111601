// The smallest embedding of CPython, linked as the host is: what the host is measured against where
// python3 itself, which is optimised as one program, would tell about linking rather than about the lab.

#include <Python.h>

int main(int count, char** words) {
  return Py_BytesMain(count, words);
}
