#pragma once

namespace lab::host {

/// Whether the libpython that was loaded is of the very version whose headers this host was built
/// with. If not, says so on stderr, with both versions. Callable before anything else of Python.
bool library_matches_headers();

}  // namespace lab::host
