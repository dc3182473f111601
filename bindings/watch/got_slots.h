#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace lab::bindings {

/// A word of a loaded module through which it calls a function of another: an entry of its global
/// offset table, which the dynamic linker fills in.
struct GotSlot {
  void** address = nullptr;
  bool read_only = false;  ///< in a page that was made read-only after loading (RELRO)
};

/// The slots by which the loaded module that `inside` lies in (a shared library or the program)
/// calls `function`. Empty where it does not, or where no module is loaded there.
std::vector<GotSlot> got_slots(const void* inside, std::string_view function);

/// While this lives, a module calls other functions than those that it was linked with. Other
/// modules are not touched. A thread that is in one of the functions when this ends returns into
/// it: they must stay where they are.
class GotExchange {
 public:
  struct Function {
    const char* name;
    void* ours;
    /// What to call in its place: the function that the module would call without us. It is set
    /// before the first exchange.
    void** former;
  };

  /// Finds the slots and the functions; exchanges nothing yet. Allocates.
  /// @throws std::runtime_error when the module calls one of them through no slot, for instance
  /// because it was linked with a C library inside it
  GotExchange(const void* inside, std::vector<Function> functions);
  ~GotExchange() { take_back(); }
  GotExchange(const GotExchange&) = delete;
  GotExchange& operator=(const GotExchange&) = delete;

  /// @throws std::runtime_error when a page cannot be made writable; nothing is exchanged then
  void exchange();
  void take_back() noexcept;

 private:
  struct Exchanged {
    GotSlot slot;
    void* ours;
    void* before = nullptr;
  };
  std::vector<Exchanged> slots_;
  std::size_t done_ = 0;  ///< how many of them hold ours
};

}  // namespace lab::bindings
