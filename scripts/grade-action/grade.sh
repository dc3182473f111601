#!/usr/bin/env bash
# The step of action.yml: builds the lab that it is part of, grades, and hands on what came out.
#
# The inputs come as GRADE_… variables. A file that the runner names in GITHUB_ENV, GITHUB_PATH or
# GITHUB_OUTPUT is obeyed in the steps that follow, so the lab and what it runs are not told of them:
# it writes its outputs and its summary into a private folder, and what is well-formed is taken over.
set -euo pipefail

script=$(readlink -f -- "${BASH_SOURCE[0]}")
lab=${script%/grade-action/*}/lab

refuse() {
  printf 'grade-action: %s\n' "$1" >&2
  exit 2
}

for name in GITHUB_OUTPUT GITHUB_STEP_SUMMARY RUNNER_TEMP; do
  if [[ -z ${!name-} ]]; then
    refuse "$name is not set: this runs in a step of GitHub Actions. Elsewhere, type: scripts/lab grade --help"
  fi
done

arguments=(--github)

# option --NAME VALUE: unless it is empty. In one word with its name, no value is taken for an option.
option() { if [[ -n $2 ]]; then arguments+=("$1=$2"); fi; }

# flag NAME VALUE: the input NAME, which is true or false
flag() {
  case $2 in
    true) arguments+=("--$1") ;;
    false | '') ;;
    *) refuse "$1: $(printf %q "$2") is neither true nor false" ;;
  esac
}

# Without a path the lab would grade its own reference answers, and all would be well.
add_paths() {
  local line count=0
  while IFS= read -r line || [[ -n $line ]]; do
    line=${line%$'\r'}
    if [[ -z $line ]]; then continue; fi
    if [[ $line == -* ]]; then line=./$line; fi
    arguments+=("$line")
    count=$((count + 1))
  done <<<"${GRADE_PATH-}"
  if ((count == 0)); then refuse "path: is empty; write for example path: submissions"; fi
}

# output NAME VALUE: a mark that nobody can guess ends the value, whatever lines it has.
output() {
  local mark
  mark=end-$(</proc/sys/kernel/random/uuid)
  printf '%s<<%s\n%s\n%s\n' "$1" "$mark" "$2" "$mark" >>"$GITHUB_OUTPUT"
}

# Takes over what the lab wrote for the runner, when it is what the lab writes.
hand_on() {
  local said='' points='^result=([A-Za-z0-9+/=]+)'$'\n''points=([-+.e0-9]+)/([-+.e0-9]+)$'
  if [[ -f $private/output ]]; then said=$(<"$private/output"); fi
  if [[ $said =~ $points ]]; then
    output classroom "${BASH_REMATCH[1]}"
    output points "${BASH_REMATCH[2]}"
    output max-points "${BASH_REMATCH[3]}"
  fi
  if [[ -f $json ]]; then output result "$json"; fi
  if [[ -f $private/summary ]]; then cat -- "$private/summary" >>"$GITHUB_STEP_SUMMARY"; fi
}

private=$(mktemp -d -- "$RUNNER_TEMP/lab-grade.XXXXXX")
trap 'rm -f -- "$private/output" "$private/summary"' EXIT
json=${GRADE_JSON:-$private/results.json}
if [[ $json != /* ]]; then json=$PWD/$json; fi

IFS=$', \t\n' read -r -d '' -a only <<<"${GRADE_ONLY-}" || true
for slug in "${only[@]}"; do option --only "$slug"; done
option --min-score "${GRADE_MIN_SCORE-}"
option --jobs "${GRADE_JOBS-}"
option --limits "${GRADE_LIMITS-}"
option --python "${GRADE_PYTHON-}"
option --shard "${GRADE_SHARD-}"
option --junit "${GRADE_JUNIT-}"
option --json "$json"
flag hide-expected "${GRADE_HIDE_EXPECTED-}"
flag require-isolation "${GRADE_REQUIRE_ISOLATION-}"
add_paths

printf '::group::Build the lab\n'
if [[ -n ${GRADE_PYTHON-} ]]; then "$lab" hosts add "$GRADE_PYTHON"; else "$lab" hosts; fi
printf '::endgroup::\n'

untold=()
for name in "${!GITHUB_@}" "${!ACTIONS_@}" "${!RUNNER_@}" "${!INPUT_@}" "${!GRADE_@}"; do
  untold+=(-u "$name")
done
status=0
env "${untold[@]}" GITHUB_OUTPUT="$private/output" GITHUB_STEP_SUMMARY="$private/summary" \
  "$lab" grade "${arguments[@]}" || status=$?
hand_on
exit "$status"
