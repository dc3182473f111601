#include "bindings/probes/text.h"

#include <cstdio>

namespace lab::bindings {
namespace {

void append_code_point(Py_UCS4 point, std::string& out) {
  const auto put = [&](Py_UCS4 byte) { out.push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point >= 0xD800 && point <= 0xDFFF) {
    char escaped[7];
    std::snprintf(escaped, sizeof(escaped), "\\u%04x", static_cast<unsigned>(point));
    out += escaped;
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

}  // namespace

void append_utf8(PyObject* text, std::string& out) {
  const Py_ssize_t length = PyUnicode_GET_LENGTH(text);
  const int kind = PyUnicode_KIND(text);
  const void* data = PyUnicode_DATA(text);
  if (PyUnicode_IS_ASCII(text)) {
    out.append(static_cast<const char*>(data), static_cast<std::size_t>(length));
    return;
  }
  for (Py_ssize_t at = 0; at < length; ++at)
    append_code_point(PyUnicode_READ(kind, data, at), out);
}

}  // namespace lab::bindings
