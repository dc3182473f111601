#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lab/record/reader.h"
#include "lab/timeline/event_shape.h"
#include "lab/timeline/lane_book.h"
#include "lab/timeline/lane_index.h"
#include "lab/timeline/subjects.h"
#include "lab/timeline/timeline.h"

namespace lab::timeline {

/// What is known of a log without its records: taken in once, in its order.
class Index {
 public:
  explicit Index(const record::Reader& texts) : texts_(texts) {}
  void take(const record::RawRecord& record);

  /// Of an event; nullptr for another record and for an event that was never declared.
  EventShape* shape(const record::RawRecord& record);
  bool is_own(const record::RawRecord& record, std::uint64_t number);

  std::uint64_t count = 0;
  std::uint64_t begin_time = 0;
  std::uint64_t end_time = 0;
  std::vector<std::uint64_t> offsets;  ///< of the first record of each page
  std::vector<std::uint64_t> starts;   ///< its time
  Subjects subjects;
  LaneBook book;
  LaneIndex lanes;
  Overview overview;

  void count_names();  ///< brings overview.counts up to date

 private:
  void begin_page(const record::RawRecord& record);
  void take_event(const record::RawRecord& record, EventShape& shape);
  void take_thread(const record::RawRecord& record, const EventShape* shape);
  void take_start(const record::RawRecord& record);
  bool own_text(std::uint64_t text);
  void add_own_file(const std::string& name);
  void note_output();
  void note_observation(const record::RawRecord& record);

  const record::Reader& texts_;
  std::vector<std::unique_ptr<EventShape>> shapes_;
  std::vector<std::int8_t> own_texts_;  ///< by text number: 0 not known, 1 own, -1 not
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> threads_;
  std::map<std::uint32_t, bool> observed_;  ///< processes that a process start stands for
  std::uint64_t others_[16] = {};           ///< records of each kind that is no event
};

/// "observation", "process_start" …; of an event nothing.
std::string_view kind_name(record::Kind kind);

}  // namespace lab::timeline
