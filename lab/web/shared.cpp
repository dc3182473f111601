#include "lab/web/server.h"

namespace lab::web {

using timeline::Number;
using timeline::Timeline;

Shared::Shared(Subject subject) : subject_(std::move(subject)) {}

void Shared::replace(std::unique_ptr<Timeline> timeline, Subject subject) {
  {
    const std::lock_guard lock(mutex_);
    timeline_ = std::move(timeline);
    subject_ = std::move(subject);
    ++news_count_;
  }
  news_.notify_all();
}

bool Shared::advance(std::chrono::milliseconds budget) {
  bool more = false;
  bool grown = false;
  {
    const std::lock_guard lock(mutex_);
    if (!timeline_) return false;
    const Number before = timeline_->count();
    more = timeline_->advance(budget);
    grown = timeline_->count() != before;
  }
  if (grown) news_.notify_all();
  return more;
}

bool Shared::finished() {
  const std::lock_guard lock(mutex_);
  return timeline_ && timeline_->finished();
}

void Shared::ended(Json result, std::vector<std::string> notes) {
  {
    const std::lock_guard lock(mutex_);
    subject_.result = std::move(result);
    subject_.running = false;
    for (std::string& note : notes)
      subject_.notes.push_back(std::move(note));
    ++news_count_;
  }
  news_.notify_all();
}

void Shared::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  news_.notify_all();
}

std::string Shared::run(std::int64_t known, std::int64_t news, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  const std::int64_t told = news < 0 ? news_count_ : news;
  const auto has_news = [&] {
    const auto count = timeline_ ? static_cast<std::int64_t>(timeline_->count()) : 0;
    return closed_ || news_count_ != told || count > known;
  };
  news_.wait_for(lock, patience, has_news);
  Json json = timeline_ ? run_json(*timeline_, subject_) : empty_run_json(subject_);
  json["news"] = news_count_;
  return text_of(json);
}

std::string Shared::page(Number page) {
  const std::lock_guard lock(mutex_);
  if (!timeline_) return R"({"first":0,"records":[],"before":{}})";
  return text_of(page_json(*timeline_, page));
}

std::string Shared::lanes(std::uint64_t from, std::uint64_t to, std::size_t steps,
                          const std::set<std::string>& ids) {
  const std::lock_guard lock(mutex_);
  if (!timeline_) return "[]";
  return text_of(lanes_json(timeline_->lanes(from, to, steps, ids)));
}

std::string Shared::find(Number from, timeline::Direction direction, const timeline::Query& query) {
  const std::lock_guard lock(mutex_);
  if (!timeline_) return R"({"number":null,"reached":0,"all":true})";
  return text_of(found_json(timeline_->find(from, direction, query)));
}

std::string Shared::at(std::uint64_t time) {
  const std::lock_guard lock(mutex_);
  return text_of({{"number", timeline_ ? timeline_->number_at(time) : 0}});
}

}  // namespace lab::web
