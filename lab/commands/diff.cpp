#include "lab/diff/diff.h"

#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "lab/commands/command.h"
#include "lab/report/line.h"
#include "lab/report/printable.h"
#include "lab/report/report.h"

namespace lab::commands {
namespace {

using report::Line;
using report::Tone;

constexpr const char* kDiffFooter =
    R"(Compares what the program did in two runs: not when, in which process, at which address or in which
folder. Threads are compared each with its counterpart, by the order in which they appear. When threads
got the GIL or a lock is the system's doing: that is compared only with --only gil, --only lock.

Examples:
  lab run demo.py --watch lines,refcount:cache --log a.lablog
  lab run demo.py --watch lines,refcount:cache --log b.lablog --python 3.13
  lab diff a.lablog b.lablog                   one script on two Pythons
  lab diff a.lablog b.lablog --only refcount   only these records

Exit codes: 0 the same, 1 they differ, 2 usage.)";

struct DiffWords {
  std::string left;
  std::string right;
  diff::DiffOptions options;
  bool json = false;
};

std::string place_text(const diff::Deed& deed) {
  return deed.file.empty() ? std::string() : fmt::format("{}:{}", deed.file, deed.line);
}

void print_deed(std::string_view mark, Tone tone, const diff::Deed& deed,
                const report::Style& style) {
  Line line(2);
  line.add(mark, tone).pad_to(5);
  line.add(report::shown(deed.name, style), Tone::strong).pad_to(21);
  line.add(report::shown(place_text(deed), style), Tone::dim).pad_to(36).add(" ");
  line.add(report::shown(deed.text, style));
  fmt::print("{}", line.render(style));
}

void print_side(std::string_view mark, Tone tone, const std::optional<diff::Deed>& deed,
                const report::Style& style) {
  if (deed) {
    // In full: what differs may stand at the end.
    fmt::print("{}", Line(2)
                         .add(mark, tone)
                         .pad_to(5)
                         .add(report::shown(deed->name, style), Tone::strong)
                         .pad_to(21)
                         .add(report::shown(place_text(*deed), style), Tone::dim)
                         .render(style));
    fmt::print("{}",
               report::draw_paragraph(report::shown(deed->text, style), 7, Tone::plain, style));
    return;
  }
  fmt::print("{}", Line(2).add(mark, tone).pad_to(5).add("ended here", Tone::dim).render(style));
}

void print_parting(const DiffWords& words, const diff::Parting& parting,
                   const report::Style& style) {
  fmt::print("{}",
             Line(0)
                 .add(fmt::format("They part after {} records that are the same", parting.same),
                      Tone::strong)
                 .add(fmt::format(", in thread {} of the program", parting.thread + 1))
                 .render(style));
  fmt::print(
      "{}",
      Line(2).add("-", Tone::bad).pad_to(5).add(report::shown(words.left, style)).render(style));
  fmt::print(
      "{}\n",
      Line(2).add("+", Tone::good).pad_to(5).add(report::shown(words.right, style)).render(style));
  for (const diff::Deed& deed : parting.before)
    print_deed(" ", Tone::plain, deed, style);
  print_side("-", Tone::bad, parting.left, style);
  print_side("+", Tone::good, parting.right, style);
}

void print_counts(const diff::Difference& difference, const report::Style& style) {
  bool any = false;
  for (const auto& [name, sums] : difference.counts) {
    if (sums.left == sums.right) continue;
    if (!any) {
      fmt::print("\n{}", Line(0).add("in sum", Tone::strong).render(style));
      fmt::print("{}", Line(2)
                           .add("records", Tone::dim)
                           .add_right("-", 34, Tone::dim)
                           .add_right("+", 44, Tone::dim)
                           .add_right("difference", 56, Tone::dim)
                           .render(style));
    }
    any = true;
    const auto more = static_cast<std::int64_t>(sums.right) - static_cast<std::int64_t>(sums.left);
    fmt::print("{}", Line(2)
                         .add(report::shown(name, style))
                         .add_right(fmt::format("{}", sums.left), 34)
                         .add_right(fmt::format("{}", sums.right), 44)
                         .add_right(fmt::format("{:+}", more), 56)
                         .render(style));
  }
  if (!any) fmt::print("\nin sum there are as many records of each kind in both\n");
}

nlohmann::ordered_json json_of_deed(const std::optional<diff::Deed>& deed) {
  if (!deed) return nullptr;
  return {{"name", deed->name}, {"text", deed->text}, {"file", deed->file}, {"line", deed->line}};
}

void print_json(const diff::Difference& difference) {
  nlohmann::ordered_json json = {{"version", 1}, {"same", difference.same}, {"parting", nullptr}};
  if (const auto& parting = difference.parting) {
    nlohmann::ordered_json before = nlohmann::ordered_json::array();
    for (const diff::Deed& deed : parting->before)
      before.push_back(json_of_deed(deed));
    json["parting"] = {{"thread", parting->thread + 1},
                       {"same", parting->same},
                       {"before", before},
                       {"left", json_of_deed(parting->left)},
                       {"right", json_of_deed(parting->right)}};
  }
  json["counts"] = nlohmann::ordered_json::object();
  for (const auto& [name, sums] : difference.counts)
    json["counts"][name] = {{"left", sums.left}, {"right", sums.right}};
  json["notes"] = difference.notes;
  fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

int compare(const DiffWords& words) {
  diff::Difference difference;
  try {
    difference = diff::diff(words.left, words.right, words.options);
  } catch (const record::LogError& error) {
    throw UsageError(error.what());
  }
  bool differ = difference.parting.has_value();
  for (const auto& [name, sums] : difference.counts)
    differ = differ || sums.left != sums.right;
  if (words.json) {
    print_json(difference);
    return differ ? kWrong : kPassed;
  }
  const report::Style style = report::detect_style(stdout);
  for (const std::string& note : difference.notes)
    fmt::print(stderr, "lab: {}\n", report::printable(note));
  if (difference.parting) {
    print_parting(words, *difference.parting, style);
    print_counts(difference, style);
  } else if (difference.same == 0) {
    fmt::print(
        "nothing to compare: neither log has records of the program itself (lab run … --watch "
        "lines)\n");
  } else {
    fmt::print("the same: all {} records\n", difference.same);
  }
  return differ ? kWrong : kPassed;
}

}  // namespace

void add_diff(CLI::App& app, int& exit_code) {
  auto words = std::make_shared<DiffWords>();
  CLI::App* verb = app.add_subcommand("diff", "Find where two runs part, and what differs in sum");
  verb->footer(kDiffFooter);
  verb->add_option("left", words->left, "A log")->required()->type_name("LOG");
  verb->add_option("right", words->right, "Another")->required()->type_name("LOG");
  verb->add_option("--only", words->options.only, "Only records whose name begins so")
      ->type_name("NAME");
  verb->add_flag("--order", words->options.order,
                 "Compare all threads' records in their common order");
  verb->add_flag("--library", words->options.library, "Also what happens in Python's library");
  verb->add_option("--context", words->options.context, "Records shown before the parting [3]")
      ->type_name("N")
      ->check(CLI::Range(0, 1000));
  verb->add_flag("--json", words->json, "Print the difference as JSON");
  verb->callback([words, &exit_code] { exit_code = compare(*words); });
}

}  // namespace lab::commands
