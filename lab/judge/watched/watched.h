#pragma once

#include "lab/judge/watched/allocations.h"
#include "lab/judge/watched/deaths.h"
#include "lab/judge/watched/executed.h"
#include "lab/judge/watched/footprint.h"
#include "lab/judge/watched/gc.h"
#include "lab/judge/watched/gil.h"
#include "lab/judge/watched/locks.h"
#include "lab/judge/watched/objects.h"
#include "lab/judge/watched/refcounts.h"
#include "lab/judge/watched/tasks.h"
#include "lab/record/reader.h"

// The events of a run, summed up while the log is read:
//
//     Reader ── event ──► Watched::add ──► one summary per kind of watch ──► pictures, JSON
//
// A log holds up to a gigabyte of events, tens of millions of them. None is kept as it came: each
// summary keeps counts, and of the rest as much as a picture can show. What it has no room for it
// counts as left out. The writer may be hostile or killed in the middle: no event is required.

namespace lab::judge {

struct Watched {
  WatchedGc gc;
  WatchedRefcounts refcounts;
  WatchedObjects objects;
  WatchedLines lines;
  WatchedInstructions instructions;
  WatchedAllocations allocations;
  WatchedDeaths deaths;
  WatchedLocks locks;
  WatchedTasks tasks;
  WatchedGil gil;
  WatchedFootprint footprint;
  /// Events of forked or spawned children about objects, deaths and memory: each process has its
  /// own, and those told above are the main process's.
  std::uint64_t of_other_processes = 0;

  /// @param main_process whether the first process of the run wrote it
  /// @param origin the head of its record: the GIL's ledger needs it, nothing else does
  void add(const record::Event& event, bool main_process = true, const EventOrigin& origin = {});
  /// The log is at its end.
  void finish() { gil.finish(); }
  /// Calls a file by another name wherever it is the place of something: of a copy that is gone,
  /// the original's.
  void rename_file(const std::string& from, const std::string& to);
  /// `watched` of the result's JSON: a key for each kind of watch that was on.
  record::Map to_map() const;
};

}  // namespace lab::judge
