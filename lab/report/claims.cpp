#include <algorithm>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/printable.h"
#include "lab/report/sections.h"

namespace lab::report {
namespace {

struct Sign {
  std::string_view mark;
  Tone tone;
};

Sign sign_of(judge::Verdict verdict, const Style& style) {
  const Glyphs& signs = glyphs(style);
  switch (verdict) {
    case judge::Verdict::holds:
      return {signs.yes, Tone::good};
    case judge::Verdict::misleading:
      return {signs.partly, Tone::warn};
    case judge::Verdict::outdated:
      return {signs.no, Tone::bad};
    case judge::Verdict::wrong:
      return {signs.no, Tone::bad};
  }
  return {signs.unknown, Tone::warn};
}

/// The check that speaks against the claim's verdict, without giving a hidden one away.
std::string contradiction_text(const judge::Result& result, const std::string& claim) {
  for (const judge::Check& check : result.checks) {
    if (check.claim != claim || check.status != judge::CheckStatus::failed) continue;
    return check.hidden ? "contradicted in this run by a hidden check"
                        : "contradicted in this run: '" + check.name + "' failed";
  }
  return "contradicted in this run";
}

std::string draw_evidence(const judge::ClaimResult& claim, const judge::Result& result,
                          const Style& style) {
  const int indent = text_column(style) + 2;
  switch (claim.evidence) {
    case judge::Evidence::confirmed:
      return {};
    case judge::Evidence::contradicted:
      return draw_paragraph(contradiction_text(result, claim.claim.id), indent, Tone::warn, style,
                            2);
    case judge::Evidence::not_shown:
      return draw_paragraph("not shown in this run", indent, Tone::warn, style);
  }
  return {};
}

}  // namespace

std::string verdict_text(const judge::Claim& claim, const Style& style) {
  std::string text(judge::to_string(claim.verdict));
  if (!claim.since.empty()) text += " since " + claim.since;
  if (!claim.source.empty()) text += ", " + claim.source;
  return shown(text, style);
}

std::string draw_claims(const judge::Result& result, int right_column, const Fold& fold,
                        const Style& style) {
  if (result.claims.empty() || result.status == judge::Status::skipped) return {};
  Line heading(2);
  heading.add("what people say", Tone::strong);
  std::string out = heading.render(style);
  if (result.status == judge::Status::error) {
    // Without an end there is no evidence; a list of verdicts would only hide what went wrong.
    return out + draw_paragraph("not judged: the run did not come to its end", text_column(style),
                                Tone::dim, style);
  }
  for (const judge::ClaimResult& claim : result.claims) {
    const Sign sign = sign_of(claim.claim.verdict, style);
    Row row = {sign.mark, sign.tone, shown(claim.claim.text, style),
               verdict_text(claim.claim, style), sign.tone};
    if (fold.claim_rows) {
      row.left = cut(row.left, right_column - 2 - text_column(style), style);
      row.right = cut(row.right, prose_width(style) - right_column, style);
    }
    out += draw_row(row, right_column, style) + draw_evidence(claim, result, style);
    if (claim.claim.verdict != judge::Verdict::holds && !fold.claim_rows) {
      out += draw_paragraph(claim.claim.note, text_column(style) + 2, Tone::dim, style,
                            fold.note_lines);
    }
  }
  return out;
}

}  // namespace lab::report
