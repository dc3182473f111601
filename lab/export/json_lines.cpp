#include "lab/export/json_lines.h"

#include "lab/report/record_json.h"

namespace lab::exporting {

void write_json_lines(record::Reader& log, std::ostream& out) {
  while (const auto record = log.next())
    out << report::json_line(*record) << '\n';
}

}  // namespace lab::exporting
