# shellcheck shell=bash
# Which CPythons hosts are built for. Needs $root and terminal.sh.
#
# The distribution's own is always one of them. build/pythons lists those that were added, a line
# each: version, interpreter, folder of headers, separated by tabs. All build trees read it.

default_python=${LAB_DEFAULT_PYTHON:-/usr/bin/python3}
python_list=$root/build/pythons
known_minor='^3\.1[1-5]$'

# Sets $default_minor ("3.11") and $default_include; empty when there is no such Python.
find_default_python() {
  local real
  default_minor='' default_include=''
  if [[ ! -x $default_python ]]; then return; fi
  real=$(readlink -f -- "$default_python")
  default_minor=${real##*/python}
  default_include=${real%/bin/*}/include/python$default_minor
}

# The version in the headers: what a host would be built with. "?" when there are none.
header_version() {
  local include=$1 text
  local pattern='#define[[:space:]]+PY_VERSION[[:space:]]+"([^"]+)"'
  if [[ ! -r $include/patchlevel.h ]]; then
    header_version='?'
    return
  fi
  text=$(<"$include/patchlevel.h")
  if [[ $text =~ $pattern ]]; then header_version=${BASH_REMATCH[1]}; else header_version='?'; fi
}

# Sets $pythons to CMake's list of interpreters, the default one first, and $python_versions to the
# versions of their headers: choose_pythons all, or choose_pythons default for the distribution's only.
choose_pythons() {
  local which=$1
  local version program include header_version
  local -a programs=() versions=()
  find_default_python
  if [[ $which != default && -f $python_list ]]; then
    while IFS=$'\t' read -r version program include; do
      if [[ ! -x $program ]]; then
        say "$program is gone; its host is left out (scripts/lab hosts remove $version)"
        continue
      fi
      header_version "$include"
      programs+=("$program")
      versions+=("$program=$header_version")
    done <"$python_list"
  fi
  if [[ $default_minor =~ $known_minor ]]; then
    header_version "$default_include"
    programs=("$default_python" "${programs[@]}")
    versions=("$default_python=$header_version" "${versions[@]}")
  fi
  if ((${#programs[@]} == 0)); then refuse_default_python; fi
  local IFS=';'
  pythons="${programs[*]}"
  python_versions="${versions[*]}"
}

refuse_default_python() {
  stop 3 "$default_python is ${default_minor:-missing}; the lab needs a CPython from 3.11 to 3.15 with headers and a shared libpython." \
    "Get one, for example: uv python install 3.13" \
    "                  or: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install 3.13" \
    "Then:  scripts/lab hosts add 3.13"
}

# Makes the list anew from its lines that do not match PATTERN, and LINE. Others may be reading the
# list meanwhile, so the new one is moved into place.
write_python_list() {
  local pattern=$1 line=${2-} new=$python_list.$$
  {
    if [[ -f $python_list ]]; then grep -vE "$pattern" -- "$python_list" || true; fi
    if [[ -n $line ]]; then printf '%s\n' "$line"; fi
  } | sort -V >"$new"
  mv -- "$new" "$python_list"
}

add_python() {
  local found version program include header_version
  find_default_python
  found=$("$default_python" "$root/scripts/setup/find_python.py" "$1") || exit
  IFS=$'\t' read -r version program include <<<"$found"
  header_version "$default_include"
  if [[ $version == "$header_version" ]]; then
    say "$default_python is CPython $version: it always has a host"
    return
  fi
  make_folder "$root/build"
  write_python_list "^${version//./\\.}"$'\t' "$found"
  say "a host for CPython $version, $program"
}

# The argument may be 3.13 or 3.13.0.
remove_python() {
  local pattern="^${1//./\\.}(\\.[0-9]+)?[^0-9.]"
  if [[ ! -f $python_list ]] || ! grep -qE "$pattern" -- "$python_list"; then
    stop 2 "no host for $1 was added ($default_python always has one). See: scripts/lab hosts"
  fi
  write_python_list "$pattern"
  say "no host for $1 any more"
}
