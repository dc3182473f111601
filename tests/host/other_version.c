/* Loaded before libpython, this makes a host believe that it got the library of another version. */
const char* Py_GetVersion(void);
const char* Py_GetVersion(void) {
  return "3.99.1 (a stand-in)";
}
