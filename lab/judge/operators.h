#pragma once

#include <string>

#include "lab/judge/exercise.h"
#include "lab/judge/judge.h"
#include "lab/record/value.h"

namespace lab::judge {

/// Whether `observed` is what `op` asks for. The operators that name another observation look it up
/// in `run`; when it is not there they do not hold, differs_from included. Nothing holds for a
/// value that is absent, but equals and one_of with {absent = true}.
bool holds(const Operator& op, const record::Value& observed, const Run& run);

/// What is expected, as a value: [low, high] for between, the other observation's value for
/// same_as.
record::Value expected_value(const Operator& op, const Run& run);
/// The same for a person: "at least 4", "1 to 5", "the same as before (2)".
std::string expected_text(const Operator& op, const Run& run);

/// What to show as observed: the value itself; for ratio_to the ratio, or a text that says why
/// there is none ("4 / 0: no ratio to 'before'").
record::Value shown_value(const Operator& op, const record::Value& observed, const Run& run);

}  // namespace lab::judge
