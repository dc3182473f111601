#include "tests/timeline/written_log.h"

#include <array>

namespace lab::timeline::test {

using record::Field;
using record::FieldType;

WrittenLog::WrittenLog()
    : writer_(std::make_unique<record::Writer>(log_.path())), start_(record::Writer::now()) {
  const std::array<Field, 3> line{
      {{"file", FieldType::text}, {"code", FieldType::text}, {"line", FieldType::int64}}};
  const std::array<Field, 2> refcount{{{"object", FieldType::text}, {"value", FieldType::uint64}}};
  const std::array<Field, 2> take{{{"from", FieldType::uint64}, {"handoff", FieldType::boolean}}};
  const std::array<Field, 1> site{{{"site", FieldType::uint64}}};
  const std::array<Field, 4> gc{{{"generation", FieldType::uint64},
                                 {"length0", FieldType::uint64},
                                 {"length1", FieldType::uint64},
                                 {"length2", FieldType::uint64}}};
  line_ = writer_->declare("line", line);
  refcount_ = writer_->declare("refcount.write", refcount);
  take_ = writer_->declare("gil.take", take);
  let_go_ = writer_->declare("gil.let_go", site);
  retake_ = writer_->declare("gil.retake", {});
  wait_ = writer_->declare("gil.wait", site);
  request_ = writer_->declare("gil.request", site);
  gc_start_ = writer_->declare("gc.start", gc);
  gc_stop_ = writer_->declare("gc.stop", gc);
}

std::uint64_t WrittenLog::text(std::string_view text) {
  const auto found = texts_.find(text);
  if (found != texts_.end()) return found->second;
  return texts_.emplace(text, writer_->intern(text)).first->second;
}

void WrittenLog::event(std::uint16_t schema, std::span<const std::uint64_t> words) {
  writer_->event_at(start_ + 1000 * ++count_, schema, words);
}

void WrittenLog::start(std::string_view script) {
  const std::array<std::string_view, 2> argv{"lab-host", script};
  writer_->process_start("3.11.2", argv);
  ++count_;
}

void WrittenLog::line(std::string_view file, int line) {
  event(line_, std::array{text(file), text("f"), static_cast<std::uint64_t>(line)});
}
void WrittenLog::refcount(std::string_view object, std::uint64_t value) {
  event(refcount_, std::array{text(object), value});
}
void WrittenLog::gil(std::string_view what) {
  if (what == "take") return event(take_, std::array<std::uint64_t, 2>{1, 0});
  if (what == "retake") return event(retake_, {});
  event(what == "wait" ? wait_ : let_go_, std::array<std::uint64_t, 1>{7});
}
void WrittenLog::request() {
  event(request_, std::array<std::uint64_t, 1>{7});
}
void WrittenLog::collect(std::uint64_t generation, bool begins, std::uint64_t length) {
  event(begins ? gc_start_ : gc_stop_, std::array<std::uint64_t, 4>{generation, length, 2, 3});
}
void WrittenLog::notice(std::string_view text) {
  writer_->notice(text);
  ++count_;
}

void WrittenLog::mixture(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  const std::array objects{"a", "b", "c"};
  const std::array files{"own.py", "/usr/lib/python3.11/os.py"};
  for (std::size_t i = 0; i < count; ++i) {
    switch (random() % 7) {
      case 0:
        refcount(objects[random() % 3], random() % 100);
        break;
      case 1:
        gil(std::array{"take", "let_go", "wait", "retake"}[random() % 4]);
        break;
      case 2:
        collect(random() % 3, random() % 2 == 0, random() % 1000);
        break;
      default:
        line(files[random() % 2], static_cast<int>(random() % 50));
    }
  }
}

void take_all(Timeline& timeline) {
  while (timeline.advance(std::chrono::milliseconds(50))) {
  }
}

std::vector<Entry> entries(Timeline& timeline) {
  std::vector<Entry> all;
  for (Number number = 0; number < timeline.count(); ++number)
    all.push_back(timeline.at(number));
  return all;
}

}  // namespace lab::timeline::test
