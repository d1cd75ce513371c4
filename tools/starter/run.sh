#!/usr/bin/env bash
# Everything from nothing: Python environment, drawings, words, training, evaluation, export.
#   tools/starter/run.sh [--work DIR] [--hours 2.5] [--processes N] [--out DIR]
# Needs python3.11+ with venv, npm, and Debian's apt-get and dpkg-deb. Run it again to go on where it stopped.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=${CLIP4J_STARTER_WORK:-$HOME/.cache/clip4j-starter}
for ((i = 1; i <= $#; i++)); do
  if [ "${!i}" = --work ]; then j=$((i + 1)); work=${!j}; fi
done
mkdir -p "$work"
if [ ! -f "$work/python/ready" ]; then
  python3 -m venv "$work/python"
  "$work/python/bin/pip" install -q -r "$here/requirements.txt"
  touch "$work/python/ready"
fi
# Waiting threads must not spin: the machine may have other work to do.
OMP_WAIT_POLICY=PASSIVE exec nice -n 19 "$work/python/bin/python" -u "$here/run.py" --work "$work" "$@"
