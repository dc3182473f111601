#include "bindings/watch/refcount_watch.h"

#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "bindings/internals/object.h"
#include "bindings/watch/refcount_compare.h"
#include "bindings/watch/symbols.h"

namespace lab::bindings {
namespace {

/// The watches that have a watchpoint, in the order of their beginning.
std::vector<RefcountWatch*>& with_watchpoint() {
  static auto* watches = new std::vector<RefcountWatch*>;  // outlives static destructors
  return *watches;
}

/// A live object's head, read as the machine reads it: a word at a time.
lab_head head_at(const void* object) noexcept {
  const auto* words = static_cast<const std::uint64_t*>(object);
  return {__atomic_load_n(words, __ATOMIC_RELAXED), __atomic_load_n(words + 1, __ATOMIC_RELAXED)};
}

/// The same by the kernel, which answers EFAULT where nothing is mapped any more.
bool head_by_kernel(const void* object, lab_head& head) noexcept {
  iovec to{&head, sizeof head};
  iovec from{const_cast<void*>(object), sizeof head};
  return ::process_vm_readv(::getpid(), &to, 1, &from, 1, 0) == sizeof head;
}

std::string in_quotes(const std::string& name) {
  return "\"" + name + "\"";
}

std::string names_in_use() {
  std::string names;
  for (const RefcountWatch* watch : with_watchpoint())
    names += (names.empty() ? "" : ", ") + in_quotes(watch->name());
  return names;
}

std::string all_taken(const std::string& name) {
  const std::string used = names_in_use();
  return in_quotes(name) + " cannot be watched as well: the processor watches " +
         std::to_string(kHardwareSlots) + " objects at a time" +
         (used.empty() ? ", and another program (a debugger?) uses them"
                       : ", now " + used + ". Call .stop() of one of these") +
         ", or pass mode=\"instruction\"";
}

int run_read_symbols(void*) {
  read_symbols();
  return 0;
}

}  // namespace

std::optional<RefcountChoice> refcount_choice(std::string_view text) noexcept {
  if (text == "auto") return RefcountChoice::automatic;
  if (text == "hardware") return RefcountChoice::hardware;
  if (text == "instruction") return RefcountChoice::instruction;
  return std::nullopt;
}

RefcountChoice refcount_choice_of_environment() {
  const char* text = std::getenv("LAB_REFCOUNT_MODE");
  if (text == nullptr || *text == '\0') return RefcountChoice::automatic;
  if (const auto choice = refcount_choice(text)) return *choice;
  throw std::invalid_argument("the environment variable LAB_REFCOUNT_MODE is \"" +
                              std::string(text) +
                              "\"; there are \"auto\", \"hardware\" and \"instruction\"");
}

RefcountWatch::RefcountWatch(record::Writer& log, PyObject* object, std::string_view name,
                             const RefcountOptions& options)
    : log_(log),
      object_(object),
      name_(name),
      options_(options),
      fixed_type_(lab_type_is_fixed(object)),
      own_(options.own) {
  if (!lab_learn_class_dealloc()) {
    PyErr_Clear();
    throw std::runtime_error("no memory is left to watch " + in_quotes(name_));
  }
  choose(object);
  begin(object);
}

/// Settles mode_ and, where it is hardware and there is something to see, takes a watchpoint.
void RefcountWatch::choose(PyObject* object) {
  read_directly_ = lab_memory_stays(object);
  const bool asked = options_.choice == RefcountChoice::instruction;
  mode_ = asked ? RefcountMode::instruction : RefcountMode::hardware;
  why_instruction_ = "as was asked for";
  const lab_maybe immortal = lab_immortal(object);
  if (immortal.absent == nullptr && immortal.value != 0) return;
  if (mode_ == RefcountMode::hardware) take_watchpoint(object);
  lab_head head{};
  if (mode_ == RefcountMode::instruction && !read_directly_ && !head_by_kernel(object, head)) {
    throw std::runtime_error(in_quotes(name_) +
                             " cannot be compared: its memory may go away with it, and the kernel "
                             "refuses process_vm_readv, by which that would be noticed");
  }
}

void RefcountWatch::take_watchpoint(PyObject* object) {
  for (RefcountWatch* watch : with_watchpoint()) {
    if (watch->is_over()) watch->hardware_.reset();
  }
  std::erase_if(with_watchpoint(), [](const auto* watch) { return !watch->hardware_; });
  const struct lab_count_bytes bytes = lab_count_bytes_of(object);
  try {
    WriteListener& listener = *this;  // a private base: make_unique could not convert
    hardware_ = std::make_unique<HardwareWatch>(bytes.address, bytes.size, listener);
  } catch (const HardwareFull&) {
    throw HardwareFull(all_taken(name_));
  } catch (const HardwareRefused& refused) {
    if (options_.choice == RefcountChoice::hardware) {
      throw HardwareRefused("no watchpoint for " + in_quotes(name_) + ": " + refused.what() +
                            ". Or pass mode=\"instruction\"");
    }
    mode_ = RefcountMode::instruction;
    why_instruction_ = refused.what();
  }
}

void RefcountWatch::begin(PyObject* object) {
  HookTime::clock_cost();  // measured here, not first of all in the handler
  first_ = head_at(object);
  ledger_.emplace(log_, object, name_, mode_, own_);
  if (options_.speak) tell_what_to_expect(object);
  if (ledger_->is_immortal()) return;
  if (mode_ == RefcountMode::hardware) {
    read_symbols();
    with_watchpoint().push_back(this);
    return hardware_->start();
  }
  start_comparing(*this);
  comparing_ = true;
}

void RefcountWatch::tell_what_to_expect(PyObject* object) const {
  if (ledger_->is_immortal()) {
    return say(in_quotes(name_) +
               " is immortal (PEP 683): Py_INCREF and Py_DECREF leave its count as it is, so no "
               "write will come");
  }
  if (const char* shared = lab_shared_by_all(object)) {
    say(in_quotes(name_) + " is " + shared +
        ", which everything in this interpreter shares: its count is written by all code, and says "
        "nothing about your own names");
  }
  if (mode_ == RefcountMode::instruction) {
    say(in_quotes(name_) + " is compared after each bytecode instruction (" + why_instruction_ +
        "): writes that cancel out within one instruction are not seen");
  }
}

RefcountWatch::~RefcountWatch() {
  if (comparing_) stop_comparing(*this);
  std::erase(with_watchpoint(), this);
  if (hardware_ && !ledger_->is_over() && !hardware_->is_whole()) {
    say(in_quotes(name_) +
        ": the program has closed the watchpoint's descriptors; later writes are missing");
  }
  hardware_.reset();
  ledger_->end(program_is_ending() ? "exit" : "stopped");
  if (options_.footprint) {
    write_footprint(log_, "refcount:" + name_, {.events = events(), .nanoseconds = nanoseconds()});
  }
}

void RefcountWatch::say(const std::string& text) const {
  log_.notice("refcount watch: " + text);
}

// The handler. Between the write and the next instruction of the thread that wrote; that thread
// holds the GIL, since it writes refcounts, and it is within no allocator: the writes of an
// allocator are told apart by the head, before anything else is done.
void RefcountWatch::on_write(const WriteTrap& trap) noexcept {
  if (ledger_->is_over()) return;
  InHook timed(time_);
  const lab_head head = head_at(object_);
  const std::int64_t value = lab_head_count(&head);
  const bool another = rises_next_ && value != 1;
  if (another || !lab_head_continues(&first_, &head, fixed_type_)) {
    hardware_->stop();
    return ledger_->end("deallocated");
  }
  rises_next_ = false;
  if (own_ != 0 && is_own_release(value)) return;
  const bool falls = value < ledger_->last();
  write_trapped(value, trap);
  if (value == 0) return on_zero();
  if (leaving_ && falls) {
    hardware_->stop();
    ledger_->end("stopped");
  }
}

/// The caller's reference, which was never counted, is the first to go.
bool RefcountWatch::is_own_release(std::int64_t value) noexcept {
  const std::int64_t with_own = ledger_->last() + own_;
  const bool released = value == with_own - 1;
  own_ = released ? own_ - 1 : 0;
  if (!released) ledger_->set_last(with_own);
  return released;
}

void RefcountWatch::write_trapped(std::int64_t value, const WriteTrap& trap) noexcept {
  if (trap.late) {
    if (!late_said_) {
      log_.notice(
          "refcount watch: a thread has blocked SIGTRAP: its writes are told late, several as one");
    }
    late_said_ = true;
    return ledger_->write(value, Place{}, 0, 0);
  }
  // The instruction that wrote ends where the next one begins.
  const Symbol symbol = symbol_at(trap.next_instruction - 1, log_);
  if (!symbol.known_file) Py_AddPendingCall(run_read_symbols, nullptr);
  ledger_->write(value, current_place(), symbol.text, trap.next_instruction);
}

void RefcountWatch::on_zero() noexcept {
  auto* object = static_cast<PyObject*>(const_cast<void*>(object_));
  if (!finalizing_ && lab_finalizer_follows(object)) {
    finalizing_ = rises_next_ = true;
    return;
  }
  hardware_->stop();
  ledger_->end("deallocated");
}

void RefcountWatch::on_lost_in_child() noexcept {
  log_.notice(
      "refcount watch: the kernel refuses watchpoints in this child: its writes are missing");
  ledger_->end("exit");
}

bool RefcountWatch::read_head(lab_head& head) const noexcept {
  if (!read_directly_) return head_by_kernel(object_, head);
  head = head_at(object_);
  return true;
}

void RefcountWatch::compare(const Place& place) noexcept {
  if (ledger_->is_over()) return;
  InHook timed(time_);
  lab_head head{};
  const bool continues = read_head(head) && lab_head_continues(&first_, &head, fixed_type_);
  const std::int64_t value = continues ? lab_head_count(&head) : 0;
  if (value != ledger_->last()) ledger_->write(value, place, 0, 0);
  if (value == 0) ledger_->end("deallocated");
  if (leaving_) ledger_->end("stopped");
}

void RefcountWatch::on_memory_gone() noexcept {
  if (ledger_->is_over()) return;
  ledger_->write(0, current_place(), 0, 0);
  ledger_->end("deallocated");
}

}  // namespace lab::bindings
