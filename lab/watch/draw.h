#pragma once

#include "lab/report/report.h"
#include "lab/watch/frame.h"
#include "lab/watch/view.h"

namespace lab::watch {

/// What a screen can show.
struct Screen {
  int columns = 80;
  int rows = 24;
  bool unicode = true;
};

/// The whole screen. Of `rows` and `columns` at least 10 and 30 are used; on less it says so.
Frame draw(const View& view, const Scene& scene, const Screen& screen);

// Its parts. Each has at most `rows` rows of at most `columns`, and none where it has nothing to show.

Row draw_head(const View& view, const Scene& scene, int columns, bool unicode);
Rows draw_source(const View& view, const Scene& scene, const timeline::Moment& moment, int columns,
                 int rows, bool unicode);
Rows draw_objects(const View& view, const timeline::Moment& moment, int columns, int rows,
                  bool unicode);
Rows draw_generations(const timeline::Moment& moment, int columns, bool unicode);
Rows draw_lanes(const View& view, int columns, int rows, bool unicode);
Rows draw_output(const View& view, int columns, int rows, bool unicode);
Rows draw_answers(const View& view, const Scene& scene, int columns, int rows, bool unicode);
Rows draw_explanation(const View& view, int columns, bool unicode);
Rows draw_help(int columns, int rows, bool unicode);
Row draw_keys(const View& view, int columns, bool unicode);

/// A text of strangers as one line that a terminal may be given.
std::string safe(std::string_view text, bool unicode);
/// The sentence of a record, with the values in it made safe.
std::string sentence_of(const timeline::Entry& entry, const std::string& python, bool unicode);
/// "41.3 ms"
std::string time_text(std::uint64_t nanoseconds);

}  // namespace lab::watch
