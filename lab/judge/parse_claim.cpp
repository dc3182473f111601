#include <array>

#include "lab/judge/parse_parts.h"

namespace lab::judge {

Claim parse_claim(Section section) {
  static constexpr std::array kVerdicts = {Verdict::holds, Verdict::outdated, Verdict::misleading,
                                           Verdict::wrong};
  std::vector<std::string_view> names;
  for (Verdict verdict : kVerdicts)
    names.push_back(to_string(verdict));

  Claim claim;
  claim.id = section.line("id");
  claim.text = section.line("text");
  claim.verdict = kVerdicts[section.choice("verdict", names)];
  claim.since = section.line_or_empty("since");
  claim.source = section.line_or_empty("source");
  claim.note = section.paragraph_or_empty("note");
  section.finish();
  if (!claim.since.empty() && !parse_version(claim.since)) {
    section.fail_at_key("since",
                        "'" + claim.since + "' is no version; one like \"3.4\" was expected");
  }
  if (claim.note.empty() && claim.verdict != Verdict::holds) {
    section.fail("'note' is missing; a claim that does not hold says what to answer instead");
  }
  return claim;
}

}  // namespace lab::judge
