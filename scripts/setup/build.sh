# shellcheck shell=bash
# Configures and builds one tree, build/<preset>. Needs $root, terminal.sh, packages.sh, pythons.sh.
#
# build/<preset>/configured says what the tree was configured for. When that still holds, only ninja
# is asked. A tree of another checkout, or of headers that are no longer those, is made anew:
# distributions date a header by its packaging, so ninja would not see that it changed.

make_folder() {
  if ! mkdir -p -- "$1" 2>/dev/null || [[ ! -w $1 ]]; then
    stop 3 "cannot write in $1 (its owner is $(stat -c %U -- "$1" 2>/dev/null || printf 'nobody here'))." \
      "Take it over with: sudo chown -R \"\$USER\" $(printf %q "$root/build")"
  fi
}

# As many compilers at once as there are processors, and as memory has room for.
count_jobs() {
  local key kilobytes _
  jobs=$(nproc)
  while read -r key kilobytes _; do
    if [[ $key == MemAvailable: ]]; then break; fi
  done </proc/meminfo
  local room=$((kilobytes / 700000))
  if ((room < jobs)); then jobs=$((room > 0 ? room : 1)); fi
}

# Says whether the tree was made for other headers or another place than now.
is_stale() {
  local recorded=$1 line now
  if [[ $recorded != "checkout $root"$'\n'* ]]; then return 0; fi
  while read -r line; do
    if [[ $line != "python "* ]]; then continue; fi
    for now in "${versions_now[@]}"; do
      if [[ ${now%=*} == "${line%=*}" && $now != "$line" ]]; then return 0; fi
    done
  done <<<"$recorded"
  return 1
}

# Writes ninja's output to $log and its progress to the terminal.
follow_ninja() {
  local line step='^\[([0-9]+)/([0-9]+)\] ' begun=
  while IFS= read -r line; do
    if [[ $line =~ $step && ${BASH_REMATCH[1]} != 0 ]]; then
      progress Building "[${BASH_REMATCH[1]}/${BASH_REMATCH[2]}]"
    elif [[ -z $begun && ($line == "ninja: no work to do." || $line == "[0/"* || $line == "ninja: Entering"*) ]]; then
      continue
    fi
    if [[ -z $begun && -z $fresh_log ]]; then : >"$log"; fi
    begun=1
    printf '%s\n' "$line" >>"$log"
  done
  end_progress
}

configure() {
  local launcher=()
  if command -v ccache >/dev/null; then
    launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  mkdir -p -- "$tree"
  progress Configuring
  fresh_log=1
  if (cd -- "$root" && cmake --preset "$preset" "-DLAB_PYTHONS=$pythons" "${launcher[@]}" "$@") >"$log" 2>&1; then
    end_progress
    printf '%s' "$wanted" >"$tree/configured"
    return
  fi
  end_progress
  return 1
}

# Configures when needed, then builds; fails when either does.
try_build() {
  fresh_log=
  if [[ ! -f $tree/build.ninja || ! -f $tree/configured || $(<"$tree/configured") != "$wanted" ]]; then
    configure "$@" || return 1
  fi
  count_jobs
  # What one tree of one checkout compiled serves its other trees and other checkouts.
  export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
  ninja -C "$tree" -j "$jobs" "${targets[@]}" 2>&1 | follow_ninja
}

# Old trees may name libraries and options that are gone; a new tree tells that from a real error.
is_outdated() {
  [[ -n $had_tree ]] && grep -qE "CMake Error|rebuilding 'build.ninja'|no known rule to make it" -- "$log"
}

fail_build() {
  tail -n 40 -- "$log" >&2
  stop 3 "the build in build/$preset failed. All of its output: $log"
}

# build_tree PRESET [CMAKE-ARGUMENT…]: brings build/PRESET up to date. The array $targets may name
# what to build; empty, everything. One process at a time does this per tree.
build_tree() {
  local preset=$1 lock wanted had_tree='' fresh_log='' jobs tree log versions_now
  shift
  tree=$root/build/$preset
  log=$tree/build.log
  make_folder "$root/build"
  exec {lock}>"$root/build/$preset.lock"
  if ! flock -n "$lock"; then
    progress "Waiting for another build"
    flock "$lock"
    end_progress
  fi
  mapfile -t versions_now < <(printf 'python %s\n' "${python_versions//;/$'\n'python }")
  wanted="checkout $root"$'\n'"$(printf '%s\n' "${versions_now[@]}")"$'\n'"arguments $*"$'\n'"$(<"$root/CMakePresets.json")"$'\n'"end"
  if [[ -f $tree/configured ]] && is_stale "$(<"$tree/configured")"; then rm -rf -- "$tree"; fi
  if [[ -f $tree/CMakeCache.txt ]]; then had_tree=1; fi
  if ! try_build "$@"; then
    if ! is_outdated; then fail_build; fi
    rm -rf -- "$tree" "$root/build/packages/build"
    ensure_packages build
    try_build "$@" || fail_build
  fi
  exec {lock}>&-
}
