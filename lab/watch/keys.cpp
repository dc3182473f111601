#include "lab/watch/keys.h"

namespace lab::watch {
namespace {

constexpr Binding kBindings[] = {
    {' ', Action::play, "space", "play, pause"},
    {kRight, Action::forward, "→ l", "one record on"},
    {'l', Action::forward, "", ""},
    {kLeft, Action::back, "← h", "one record back"},
    {'h', Action::back, "", ""},
    {kShiftRight, Action::forward_ten, "L", "ten on (Shift →)"},
    {'L', Action::forward_ten, "", ""},
    {kPageDown, Action::forward_ten, "", ""},
    {kShiftLeft, Action::back_ten, "H", "ten back (Shift ←)"},
    {'H', Action::back_ten, "", ""},
    {kPageUp, Action::back_ten, "", ""},
    {kHome, Action::first, "Home ^", "the program's first line"},
    {'^', Action::first, "", ""},
    {kEnd, Action::last, "End $", "the last record"},
    {'$', Action::last, "", ""},
    {'f', Action::follow, "f", "follow what is written"},
    {'w', Action::why, "w", "why? go to its cause"},
    {'b', Action::return_from_why, "b", "back from there"},
    {'g', Action::next_collection, "g G", "next, previous collection"},
    {'G', Action::previous_collection, "", ""},
    {'o', Action::next_change, "o O", "next, previous change"},
    {'O', Action::previous_change, "", ""},
    {'r', Action::next_refcount, "r R", "next, previous refcount"},
    {'R', Action::previous_refcount, "", ""},
    {'i', Action::next_hand_off, "i I", "next, previous GIL hand-off"},
    {'I', Action::previous_hand_off, "", ""},
    {'e', Action::next_exception, "e E", "next, previous exception"},
    {'E', Action::previous_exception, "", ""},
    {'/', Action::search, "/", "search; then n and N"},
    {'n', Action::next_same, "n N", "next, previous of its kind"},
    {'N', Action::previous_same, "", ""},
    {'+', Action::zoom_in, "+ -", "zoom in time"},
    {'=', Action::zoom_in, "", ""},
    {'-', Action::zoom_out, "", ""},
    {'0', Action::whole, "0", "the whole run"},
    {kTab, Action::next_object, "Tab", "the next watched object"},
    {'<', Action::slower, "< >", "play slower, faster"},
    {'>', Action::faster, "", ""},
    {'a', Action::all_or_own, "a", "all records, or its own"},
    {'?', Action::help, "?", "these keys"},
    {'q', Action::quit, "q", "leave"},
};

}  // namespace

std::span<const Binding> bindings() {
  return kBindings;
}

Action action_of(int key) {
  for (const Binding& binding : kBindings) {
    if (binding.code == key) return binding.action;
  }
  return Action::none;
}

}  // namespace lab::watch
