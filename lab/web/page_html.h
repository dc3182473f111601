#pragma once

#include <string_view>

namespace lab::web {

/// The page, whole: markup, style and script in one. Where the lab was built without Node, a page
/// that says how to get it.
std::string_view page_html();
/// Whether the page was built in.
bool has_page();

}  // namespace lab::web
