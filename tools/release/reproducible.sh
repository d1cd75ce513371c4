#!/usr/bin/env bash
# Builds the published jars twice, in two copies of the working tree under different paths and with
# different clocks, and compares them byte for byte.
#   tools/release/reproducible.sh [maven options, such as -o]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Both before the first build, which takes long enough for the tree to change.
for name in first a-longer-name-for-the-second; do
  mkdir -p "$work/$name"
  git -C "$root" ls-files -z | (cd "$root" && tar --null -T - -cf -) | tar -xf - -C "$work/$name"
done
build() { # name, time zone, language
  (cd "$work/$1" && TZ=$2 MAVEN_OPTS="${MAVEN_OPTS:-} -Duser.language=$3" mvn -q -B -ntp "${options[@]}" \
    -Ppublished -DskipTests -Dmaven.test.skip=true -Denforcer.skip -Dspotless.check.skip \
    -pl clip-tokenizer,clip-core,clip-starter,clip-search package)
}
options=("$@")
build first UTC en
sleep 2
build a-longer-name-for-the-second Pacific/Kiritimati tr

status=0
while IFS= read -r jar; do
  other=$work/a-longer-name-for-the-second/${jar#"$work/first/"}
  if cmp -s "$jar" "$other"; then
    echo "equal    $(sha256sum "$jar" | cut -c1-16)  ${jar#"$work/first/"}"
  else
    echo "differs  ${jar#"$work/first/"}"
    diff <(unzip -lv "$jar") <(unzip -lv "$other") || true
    status=1
  fi
done < <(find "$work/first" -path '*/target/*.jar' | sort)
exit $status
