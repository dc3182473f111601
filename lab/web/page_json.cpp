#include <algorithm>

#include "lab/web/record_json.h"
#include "lab/web/subject.h"

namespace lab::web {

using timeline::Number;
using timeline::Timeline;

Json page_json(Timeline& timeline, Number page) {
  const Number first = page * timeline::kPageSize;
  const std::string python = timeline.overview().python;
  Json json;
  json["first"] = first;
  json["records"] = Json::array();
  json["before"] = Json::object();
  const Number end = std::min(first + timeline::kPageSize, timeline.count());
  for (Number number = first; number < end; ++number) {
    Json record = record_json(timeline.at(number), python);
    const auto cause = timeline.cause(number);
    record["cause"] = cause ? Json(*cause) : Json();
    json["records"].push_back(std::move(record));
  }
  if (first >= end) return json;
  for (const auto& [subject, entry] : timeline.before_page(first)) {
    Json record = record_json(entry, python);
    record["cause"] = Json();
    json["before"][subject] = std::move(record);
  }
  return json;
}

Json lanes_json(const std::vector<timeline::Lane>& lanes) {
  Json all = Json::array();
  for (const timeline::Lane& lane : lanes) {
    Json json = {{"id", lane.id}, {"exact", lane.exact}};
    Json times = Json::array();
    Json values = Json::array();
    Json low = Json::array();
    Json high = Json::array();
    Json share = Json::array();
    for (const timeline::Step& step : lane.steps) {
      times.push_back(step.time);
      values.push_back(step.value);
      low.push_back(step.low);
      high.push_back(step.high);
      share.push_back(step.share);
    }
    json["t"] = std::move(times);
    json["v"] = std::move(values);
    const bool joined = !lane.exact;
    if (joined && lane.kind == timeline::LaneKind::series) {
      json["lo"] = std::move(low);
      json["hi"] = std::move(high);
    }
    if (joined && lane.kind == timeline::LaneKind::states) json["share"] = std::move(share);
    all.push_back(std::move(json));
  }
  return all;
}

Json found_json(const Timeline::Found& found) {
  return {{"number", found.number ? Json(*found.number) : Json()},
          {"reached", found.reached},
          {"all", found.all}};
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lab::web
