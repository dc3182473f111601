#!/usr/bin/env bash
# Gradescope runs this once, as root, while it builds the image of an autograder from the zip that
# scripts/gradescope-zip made: installs what the lab needs, builds it, and grades the reference
# answers. An image in which these do not pass is not built, so that no student meets it.
#
# LAB_AUTOGRADER is the folder that stands for /autograder, to try a zip elsewhere.
set -euo pipefail

autograder=${LAB_AUTOGRADER:-/autograder}
root=$autograder/source/lab
source "$root/scripts/setup/terminal.sh"
source "$root/scripts/setup/pythons.sh"

exercises='' python='' options=()
while read -r key value; do
  case $key in
    exercises) exercises=${value// /,} ;;
    python) python=$value ;;
    option) options+=("$value") ;;
  esac
done <"$autograder/source/autograder.conf"

install() {
  say "installing $*"
  if ! apt-get update >&2 || ! DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >&2; then
    stop 3 "$* cannot be installed in this image; apt-get says above why." \
      "Choose a newer base image for the autograder, or make the zip with another --python."
  fi
}

if [[ ! -x $default_python ]]; then install python3; fi
find_default_python
# Ubuntu 22.04, an image that Gradescope offers, has 3.10 for its own, and 3.11 beside it.
if [[ -z $python && ! $default_minor =~ $known_minor ]]; then python=3.11; fi
if [[ -n $python ]]; then
  IFS=. read -r major minor _ <<<"$python"
  if [[ $major.$minor != "$default_minor" ]]; then install "python$major.$minor-dev"; fi
  bash "$root/scripts/lab" hosts add "$python" >&2
fi

bash "$root/scripts/lab" grade -j 1 "--only=$exercises" "${options[@]}" ||
  stop 3 "the reference answers do not pass in this image; see above"
say "the autograder is ready: $exercises"
