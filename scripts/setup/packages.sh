# shellcheck shell=bash
# Finds and installs the packages of packages.txt. Needs $root and terminal.sh.
#
# A stamp, build/packages/<purpose>, holds the list that was found complete. While the list is the
# same and a few of its programs and headers exist, no process is started to ask again.

manager_columns=(apt dnf pacman zypper apk)
declare -A manager_command=(
  [apt]="apt-get install -y --no-install-recommends" [dnf]="dnf install" [pacman]="pacman -S --needed"
  [zypper]="zypper install" [apk]="apk add")
declare -A manager_program=([apt]=apt-get [dnf]=dnf [pacman]=pacman [zypper]=zypper [apk]=apk)

# Sets $manager to the column of this system's package manager, empty when it is none that we know.
find_manager() {
  manager=
  local column
  for column in "${manager_columns[@]}"; do
    if command -v "${manager_program[$column]}" >/dev/null; then
      manager=$column
      return
    fi
  done
}

# Sets the array $packages to what PURPOSE needs from $manager.
list_packages() {
  local purpose=$1 row words i column=-1
  for i in "${!manager_columns[@]}"; do
    if [[ ${manager_columns[i]} == "$manager" ]]; then column=$((i + 1)); fi
  done
  packages=()
  while read -r -a words; do
    row=${words[0]-}
    if [[ $row != "$purpose" || ${words[column]} == - ]]; then continue; fi
    packages+=("${words[column]//@/$default_minor}")
  done <"$root/scripts/setup/packages.txt"
}

# Sets the array $missing to those of $packages that dpkg does not have.
find_missing() {
  local name status
  local -A installed=()
  while read -r name status; do
    if [[ $status == installed ]]; then installed[$name]=1; fi
  done < <(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null || true)
  missing=()
  for name in "${packages[@]}"; do
    if [[ -z ${installed[$name]-} ]]; then missing+=("$name"); fi
  done
}

# What the stamp cannot know: that somebody removed a package since.
still_there() {
  local program
  case $1 in
    build) for program in g++ cmake ninja; do command -v "$program" >/dev/null || return 1; done ;;
    check) for program in clang++ clang-format clang-tidy; do command -v "$program" >/dev/null || return 1; done ;;
  esac
}

# On a system without apt: are the programs and the headers there, wherever they came from?
usable() {
  local purpose=$1 header headers=()
  still_there "$purpose" || return 1
  case $purpose in
    build) headers=(CLI/CLI.hpp toml++/toml.h nlohmann/json.hpp fmt/core.h pybind11/pybind11.h) ;;
    test) headers=(doctest/doctest.h) ;;
  esac
  for header in "${headers[@]}"; do printf '#if !__has_include(<%s>)\n#error\n#endif\n' "$header"; done |
    g++ -std=c++20 -fsyntax-only -x c++ - 2>/dev/null
}

# Stops with a list for the reader to install, on a system whose packages we cannot install.
refuse_other_manager() {
  local purpose=$1
  if [[ -z $manager ]]; then
    manager=apt
    list_packages "$purpose"
    stop 3 "no package manager that this script knows (apt, dnf, pacman, zypper, apk)." \
      "Install what Debian calls: ${packages[*]}" \
      "Then run this again (with LAB_NO_INSTALL=1 it asks for no package at all)."
  fi
  list_packages "$purpose"
  stop 3 "this script installs packages with apt-get only. Install them yourself (the names are not tried by us):" \
    "${manager_command[$manager]} ${packages[*]}" \
    "Then run this again (with LAB_NO_INSTALL=1 it asks for no package at all)."
}

# Runs apt-get with the given words; its output goes into the log.
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 "$@" </dev/null >>"$apt_log" 2>&1; }

# Sets the array $as_root to the words that make a command root's, or stops with what to type.
become_root() {
  local install="${manager_command[apt]} ${missing[*]}"
  as_root=()
  if [[ $(id -u) == 0 ]]; then return; fi
  if command -v sudo >/dev/null; then
    as_root=(sudo)
    # Without a terminal nobody could type a password.
    if [[ -t 0 && -t 2 ]] || sudo -n true 2>/dev/null; then return; fi
  fi
  stop 3 "${#missing[@]} packages are missing, and installing them needs root. As root, type:" \
    "apt-get update && $install" \
    "Then run this again."
}

install_missing() {
  local apt_log=$root/build/packages/apt.log as_root
  become_root
  local install="${manager_command[apt]} ${missing[*]}"
  say "missing: ${missing[*]}"
  say "running: ${as_root[*]:+sudo }apt-get update && ${as_root[*]:+sudo }$install"
  if ((${#as_root[@]} > 0)) && [[ -t 0 ]]; then sudo -v || stop 3 "sudo refused; as root, type: $install"; fi
  : >"$apt_log"
  progress "Installing packages" "(${#missing[@]})"
  if apt update && apt install -y --no-install-recommends "${missing[@]}"; then
    end_progress
    return
  fi
  end_progress
  tail -n 15 -- "$apt_log" >&2
  if grep -qE 'Could not (resolve|connect)|Temporary failure|Failed to fetch|Unable to fetch|Connection (timed out|refused)' "$apt_log"; then
    stop 3 "apt-get could not reach its package server. Check the network (and the proxy in /etc/apt), then run this again." \
      "All of its output: $apt_log"
  fi
  stop 3 "apt-get could not install the packages. All of its output: $apt_log"
}

# ensure_packages PURPOSE: returns when all of them are there, installs what is missing.
ensure_packages() {
  local purpose=$1 stamp=$root/build/packages/$1 manager packages missing complete
  if [[ -n ${LAB_NO_INSTALL-} ]]; then return; fi
  find_default_python
  complete="python $default_minor"$'\n'$(<"$root/scripts/setup/packages.txt")
  if [[ -f $stamp && $(<"$stamp") == "$complete" ]] && still_there "$purpose"; then return; fi
  find_manager
  if [[ $manager == apt ]]; then
    install_packages "$purpose"
  elif ! usable "$purpose"; then
    refuse_other_manager "$purpose"
  fi
  find_default_python  # it may have come with the packages just now
  complete="python $default_minor"$'\n'$(<"$root/scripts/setup/packages.txt")
  if mkdir -p -- "$root/build/packages" 2>/dev/null && [[ -w $root/build/packages ]]; then
    printf '%s\n' "$complete" >"$stamp"
  fi
}

# Makes sure of what is an extra: where COMMAND is not here, PURPOSE's packages are tried, and when they
# are not to be had, we go on without them and say so.
try_packages() {
  local purpose=$1 command=$2
  if [[ -n ${LAB_NO_INSTALL-} ]] || command -v "$command" >/dev/null; then return; fi
  if (ensure_packages "$purpose"); then return; fi
  say "going on without $command: what needs it is not run, and says so"
}

# Makes sure of PURPOSE's packages on a system with apt-get.
install_packages() {
  local purpose=$1 lock
  list_packages "$purpose"
  find_missing
  if ((${#missing[@]} == 0)); then return; fi
  make_folder "$root/build/packages"
  exec {lock}>"$root/build/packages/lock"
  flock "$lock"
  find_missing  # another run may have installed them while this one waited
  if ((${#missing[@]} > 0)); then install_missing; fi
  exec {lock}>&-
  find_missing
  if ((${#missing[@]} > 0)); then stop 3 "still missing after apt-get: ${missing[*]}"; fi
}
