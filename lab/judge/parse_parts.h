#pragma once

#include "lab/judge/exercise.h"
#include "lab/judge/section.h"

// One function for each kind of table in exercise.toml. Each reads the whole table and refuses keys
// that it does not know.

namespace lab::judge {

Claim parse_claim(Section section);
Panel parse_panel(Section section);
/// @param exercise with its claims and needs read already
Expectation parse_expectation(Section section, const Exercise& exercise);
/// The one operator of an expectation; all other keys have been asked for.
Operator parse_operator(Section& section);

/// [task], [needs] and [run] into the exercise.
void parse_task(Section section, Exercise& exercise);
void parse_needs(Section section, Exercise& exercise);
void parse_run(Section section, Exercise& exercise);

}  // namespace lab::judge
