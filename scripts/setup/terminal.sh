# shellcheck shell=bash
# How the scripts speak: everything goes to stderr, so that stdout stays the lab's own.

say() { printf 'lab: %s\n' "$*" >&2; }

# stop CODE LINE…: 2 for a wrong command line, 3 when something cannot be done here.
stop() {
  local code=$1
  shift
  end_progress
  printf 'lab: %s\n' "$1" >&2
  shift
  if (($# > 0)); then printf '     %s\n' "$@" >&2; fi
  exit "$code"
}

# One line that is overwritten on a terminal; elsewhere (a CI log) each step is said once.
progress_step=
progress() {
  local step=$1 detail=${2-}
  if [[ -t 2 ]]; then
    printf '\r\033[K%s…' "$step${detail:+ $detail}" >&2
  elif [[ $step != "$progress_step" ]]; then
    say "$step…"
  fi
  progress_step=$step
}
end_progress() {
  if [[ -n $progress_step && -t 2 ]]; then printf '\r\033[K' >&2; fi
  progress_step=
}
