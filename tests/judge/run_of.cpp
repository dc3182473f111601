#include "tests/judge/run_of.h"

namespace lab::judge::test {

Run run_of(std::initializer_list<Named> observations) {
  Run run;
  for (const Named& named : observations) {
    record::Observation observation;
    observation.experiment = true;
    observation.file = "experiment.py";
    observation.qualname = "<module>";
    observation.line = static_cast<int>(run.observations.size()) + 1;
    observation.name = named.name;
    observation.value = named.value;
    run.observations.push_back(observation);
  }
  run.ended = true;
  run.python = {3, 11, 2};
  return run;
}

record::Observation not_by_experiment(std::string name, record::Value value) {
  record::Observation observation;
  observation.experiment = false;
  observation.file = "answer.py";
  observation.qualname = "cheat";
  observation.line = 7;
  observation.name = std::move(name);
  observation.value = std::move(value);
  return observation;
}

Expectation expects(std::string observe, Operator op, std::string claim) {
  Expectation expectation;
  expectation.name = observe + " is as expected";
  expectation.observe = std::move(observe);
  expectation.op = std::move(op);
  expectation.claim = std::move(claim);
  expectation.why = "because";
  expectation.hint = "look again";
  return expectation;
}

Exercise exercise_of(std::vector<Expectation> expectations) {
  Exercise exercise;
  exercise.slug = "gc-cycles";
  Claim first;
  first.id = "a";
  first.text = "they form a cycle";
  Claim second = first;
  second.id = "b";
  second.text = "the collector frees it";
  exercise.claims = {first, second};
  exercise.expectations = std::move(expectations);
  return exercise;
}

}  // namespace lab::judge::test
