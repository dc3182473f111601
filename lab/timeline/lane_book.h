#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "lab/record/reader.h"
#include "lab/timeline/event_shape.h"
#include "lab/timeline/lane.h"
#include "lab/timeline/lane_sink.h"

namespace lab::timeline {

/// Which lanes a log has, and what each record does to them.
class LaneBook {
 public:
  static constexpr std::size_t kMostLanes = 512;  ///< a log may be anybody's
  static constexpr std::size_t kEvents = 0;       ///< the lane that counts all records

  LaneBook();
  /// Tells `sink` what `record` does. @param texts for names of objects and threads
  void follow(const record::RawRecord& record, const EventShape* shape, const record::Reader& texts,
              LaneSink& sink);
  const std::vector<Lane>& lanes() const { return lanes_; }  ///< without steps

 private:
  enum class Family : std::uint8_t { gil, gc, generation, refcount, lock, task, blocks, bytes };
  using Key = std::tuple<Family, std::uint32_t, std::uint64_t>;

  /// The lane of this key, made by `make` where it is new; the events' lane when there are too many.
  template <typename Make>
  std::size_t lane(const Key& key, const Make& make);
  std::size_t gil_lane(std::uint32_t pid, std::uint32_t tid);
  std::size_t task_lane(std::uint32_t pid, std::uint64_t task);
  void gil(const record::RawRecord& record, std::uint32_t tid, std::int64_t state, LaneSink& sink);
  void name_thread(const record::RawRecord& record, std::string_view name);
  void collection(const record::RawRecord& record, const EventShape& shape, LaneSink& sink);
  void refcount(const record::RawRecord& record, const EventShape& shape,
                const record::Reader& texts, LaneSink& sink);
  void lock(const record::RawRecord& record, std::int64_t state, LaneSink& sink);
  void task(const record::RawRecord& record, const EventShape& shape, std::int64_t state,
            LaneSink& sink);
  void new_task(const record::RawRecord& record, const EventShape& shape,
                const record::Reader& texts);
  void allocation(const record::RawRecord& record, const EventShape& shape,
                  const record::Reader& texts, LaneSink& sink);

  std::vector<Lane> lanes_;
  std::map<Key, std::size_t> numbers_;
  std::map<std::string, std::size_t, std::less<>>
      refcounts_;  ///< an object's name has several texts
};

}  // namespace lab::timeline
