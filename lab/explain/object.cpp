#include <fmt/args.h>
#include <fmt/core.h>

#include "lab/explain/changes.h"
#include "lab/explain/topics.h"

namespace lab::explain {
namespace {

/// The change of an object's own, or else that of the dict which it is built on: a class and an
/// instance keep their attributes in one, an OrderedDict is one.
const Change* change_of(const std::string& structure, const std::string& change, bool in_table) {
  const bool has_dict =
      structure == "instance" || structure == "type" || structure == "OrderedDict";
  const Change* own = find_change(structure, change);
  if (own != nullptr && !(structure == "instance" && in_table)) return own;
  return has_dict ? find_change("dict", change) : nullptr;
}

/// What the change is told of: the attributes of a class are those of its namespace.
std::string subject(const Words& event, const Change& change) {
  std::string object = event.text("object");
  const std::string structure = event.text("structure");
  if (change.structure != "dict" || structure == "dict" || structure == "OrderedDict")
    return object;
  return fmt::format("the {} of {}", structure == "type" ? "namespace" : "dict", object);
}

std::string filled_in(const Words& event, const Change& change) {
  fmt::dynamic_format_arg_store<fmt::format_context> values;
  const auto number = [&](const char* name) {
    values.push_back(
        fmt::arg(name, event.has(name) ? grouped(event.number(name)) : std::string("?")));
  };
  const std::string object = subject(event, change);
  const std::string at = event.has("at") ? event.text("at") : "(its text was not kept)";
  values.push_back(fmt::arg("object", object));
  values.push_back(fmt::arg("at", at));
  for (const char* name : {"before", "after", "slot", "entry"})
    number(name);
  return fmt::vformat(change.phrase, values);
}

Explanation explain_change(const Words& event, std::string_view python) {
  const std::string structure = event.text("structure");
  const std::string change = event.text("change");
  const std::string opcode = event.text("opcode");
  const std::string_view file = source_of(structure);
  const std::string link = opcode.empty() ? (file.empty() ? "" : source(python, file))
                                          : docs(python, "library/dis.html#opcode-" + opcode);
  // list.sort takes the items away; it gives them back with a resize from -1.
  const bool sorted = structure == "list" && change == "resize" && event.number("before") < 0;
  const Change* known = change_of(structure, sorted ? "sorted" : change, event.has("slot"));
  if (known == nullptr) {
    return {fmt::format("{} changed {}: {} {}.", event.doer(), event.text("object"), change,
                        event.text("at")),
            change, link};
  }
  return {fmt::format("{} {}.", event.doer(), filled_in(event, *known)), known->title, link};
}

}  // namespace

Explained explain_object(const Words& event, std::string_view python) {
  const std::string object = event.text("object");
  if (event.name() == "object.watch") {
    return Explanation{fmt::format("From here on each change in the structure of {}, a {}, is "
                                   "recorded.",
                                   object, event.text("type")),
                       "watch begins",
                       docs(python, "reference/datamodel.html#objects-values-and-types")};
  }
  if (event.name() == "object.end") {
    return Explanation{
        fmt::format("{} is no longer watched: {}.", object,
                    event.text("reason") == "exit" ? "the program ends" : event.text("reason")),
        "watch ends", ""};
  }
  if (event.name() != "object.change") return std::nullopt;
  return explain_change(event, python);
}

}  // namespace lab::explain
