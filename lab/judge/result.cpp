#include "lab/judge/result.h"

namespace lab::judge {

std::string_view to_string(Status status) {
  switch (status) {
    case Status::passed:
      return "passed";
    case Status::failed:
      return "failed";
    case Status::error:
      return "error";
    case Status::skipped:
      return "skipped";
  }
  return "";
}

std::string_view to_string(CheckStatus status) {
  switch (status) {
    case CheckStatus::passed:
      return "passed";
    case CheckStatus::failed:
      return "failed";
    case CheckStatus::not_observed:
      return "not-observed";
  }
  return "";
}

std::string_view to_string(Evidence evidence) {
  switch (evidence) {
    case Evidence::confirmed:
      return "confirmed";
    case Evidence::contradicted:
      return "contradicted";
    case Evidence::not_shown:
      return "not-shown";
  }
  return "";
}

}  // namespace lab::judge
