#pragma once

#include <initializer_list>
#include <string>

#include "lab/judge/judge.h"

namespace lab::judge::test {

/// Tells 1 from true in a braced list of values.
inline record::Value number(std::int64_t value) {
  return value;
}

/// What an experiment observed, as a Run that came to its end on Python 3.11.2.
struct Named {
  std::string name;
  record::Value value;
};
Run run_of(std::initializer_list<Named> observations);

/// The same observation as some other code would make it.
record::Observation not_by_experiment(std::string name, record::Value value);

/// An expectation of `observe` with one point.
Expectation expects(std::string observe, Operator op, std::string claim = "");

/// An exercise with these expectations and the claims "a" and "b".
Exercise exercise_of(std::vector<Expectation> expectations);

}  // namespace lab::judge::test
