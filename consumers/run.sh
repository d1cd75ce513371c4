#!/usr/bin/env bash
# Publishes the library into a folder, builds the programs of this folder against it, and runs each
# without a network: class path, module path, fat jar, Spring Boot's jar of jars, and an index of
# pictures on class path and module path. The local Maven repository serves as a source of other
# artefacts; nothing is written to it.
#   consumers/run.sh [name...]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$root/target/consumers
mkdir -p "$work"
maven_home_repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) classifier=linux-x86_64 ;;
  Linux-aarch64) classifier=linux-aarch64 ;;
  Darwin-arm64) classifier=osx-aarch64 ;;
  MINGW*-x86_64 | MSYS*-x86_64) classifier=win-x86_64 ;;
  *) echo "no native library for $(uname -sm)" >&2; exit 1 ;;
esac

# 1. What users get, in a repository of its own.
rm -rf "$work/published" "$work/m2/io/github/clip4j"
modules=clip-bom,clip-tokenizer,clip-core,clip-starter,clip-search
mvn -q -B -ntp -f "$root/pom.xml" -Ppublished -Denforcer.skip -DskipTests -Dspotless.check.skip -Dmaven.install.skip=true \
  -pl "$modules" deploy "-DaltDeploymentRepository=published::file://$work/published"

# 2. The programs, with a local repository of their own.
cat > "$work/settings.xml" <<SETTINGS
<settings>
  <localRepository>$work/m2</localRepository>
  <profiles>
    <profile>
      <id>consumers</id>
      <repositories>
        <repository>
          <id>published</id>
          <url>file://$work/published</url>
          <snapshots><updatePolicy>always</updatePolicy></snapshots>
        </repository>
        <repository>
          <id>machine</id>
          <url>file://$maven_home_repository</url>
          <releases><checksumPolicy>ignore</checksumPolicy></releases>
          <snapshots><enabled>false</enabled></snapshots>
        </repository>
      </repositories>
      <pluginRepositories>
        <pluginRepository>
          <id>machine</id>
          <url>file://$maven_home_repository</url>
          <releases><checksumPolicy>ignore</checksumPolicy></releases>
          <snapshots><enabled>false</enabled></snapshots>
        </pluginRepository>
      </pluginRepositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>consumers</activeProfile></activeProfiles>
</settings>
SETTINGS
names=("$@")
if [ $# -eq 0 ]; then names=(classpath modulepath fatjar springboot search); fi
version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' "$root/pom.xml" | head -n 1)
mvn -q -B -ntp -s "$work/settings.xml" -f "$root/consumers/pom.xml" "-Dnative.classifier=$classifier" \
  "-Dclip4j.version=$version" \
  -pl "$(IFS=,; echo "${names[*]}")" clean package

# 3. Each one, offline.
offline=()
if command -v unshare > /dev/null && unshare -rn true 2> /dev/null; then offline=(unshare -rn); fi
separator=:
if [[ $classifier == win-* ]]; then separator=';'; fi
failed=0
run() { # label, file of the expected output, java's arguments
  local label=$1 expected=$root/consumers/expected/$2
  shift 2
  "${offline[@]}" java -Xmx1g -Dai.djl.offline=true -Dclip4j.cache="$work/cache-$label" "$@" \
    > "$work/$label.out" 2> "$work/$label.err" || true
  if diff -u "$expected" <(tr -d '\r' < "$work/$label.out"); then
    echo "$label: equal"
  else
    echo "$label: differs" >&2
    cat "$work/$label.err" >&2
    failed=1
  fi
}
# The native library's name is no module name, so it lies on the class path.
split_native() { # folder of a program's build, its jar: sets native and modules
  native=$(ls "$1"/dependency/pytorch-native-cpu-*.jar)
  modules=$1/modules
  mkdir -p "$modules"
  cp "$1"/dependency/*.jar "$1/$2" "$modules"
  rm "$modules/$(basename "$native")"
}
for name in "${names[@]}"; do
  target=$root/consumers/$name/target
  case $name in
    classpath)
      run "$name" compare.txt -cp "$target/classpath-1.jar$separator$target/dependency/*" consumer.App ;;
    modulepath)
      split_native "$target" modulepath-1.jar
      run "$name" compare.txt -p "$modules" -cp "$native" -m consumer/consumer.ModuleApp ;;
    search)
      main=consumer.search.SearchApp
      run search-classpath search.txt -cp "$target/search-1.jar$separator$target/dependency/*" "$main"
      split_native "$target" search-1.jar
      run search-modulepath search.txt -p "$modules" -cp "$native" -m "consumer.search/$main" ;;
    *)
      run "$name" compare.txt -jar "$target/$name-1.jar" ;;
  esac
done
exit $failed
