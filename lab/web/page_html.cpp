#include "lab/web/page_html.h"

extern "C" {
extern const char lab_page_begin[];
extern const char lab_page_end[];
}

namespace lab::web {

std::string_view page_html() {
  return {lab_page_begin, static_cast<std::size_t>(lab_page_end - lab_page_begin)};
}

bool has_page() {
  return page_html().find("<title>lab: the page is not built</title>") == std::string_view::npos;
}

}  // namespace lab::web
