#!/usr/bin/env bash
# A release without the upload, in copies of the working tree: builds and signs version 0.0.9 with a
# key made for it, checks every signature, and then holds the present code, and code that lacks a
# public method, against that release.
#   tools/release/rehearse.sh [modules, separated by commas]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
modules=${1:-clip-bom,clip-tokenizer,clip-core,clip-starter,clip-search}
work=$(mktemp -d)
export GNUPGHOME=$work/keys
trap 'gpgconf --kill all 2> /dev/null || true; rm -rf "$work"' EXIT

copy() { # name
  mkdir -p "$work/$1"
  git -C "$root" ls-files -z | (cd "$root" && tar --null -T - -cf -) | tar -xf - -C "$work/$1"
}
maven() { # folder, options
  (cd "$work/$1" && shift && mvn -q -B -ntp -s "$work/settings.xml" -DskipTests -Dspotless.check.skip -pl "$modules" "$@")
}

# A local repository of its own, so that no other build ever sees version 0.0.9.
cat > "$work/settings.xml" <<SETTINGS
<settings>
  <localRepository>$work/m2</localRepository>
  <profiles>
    <profile>
      <id>rehearsal</id>
      <repositories>
        <repository><id>bundle</id><url>file://$work/bundle</url></repository>
        <repository><id>machine</id><url>file://${MAVEN_REPOSITORY:-$HOME/.m2/repository}</url></repository>
      </repositories>
      <pluginRepositories>
        <pluginRepository><id>machine</id><url>file://${MAVEN_REPOSITORY:-$HOME/.m2/repository}</url></pluginRepository>
      </pluginRepositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>rehearsal</activeProfile></activeProfiles>
</settings>
SETTINGS

# 1. The release, signed, deployed into a folder instead of the upload.
mkdir -m 700 "$GNUPGHOME"
export MAVEN_GPG_PASSPHRASE=rehearsal
gpg --quiet --batch --pinentry-mode loopback --passphrase "$MAVEN_GPG_PASSPHRASE" \
  --quick-generate-key "clip4j rehearsal <rehearsal@example.org>" ed25519 sign never
copy release
find "$work/release" -name pom.xml -exec sed -i.old 's/0\.1\.0-SNAPSHOT/0.0.9/' {} +
maven release -Ppublished,quality,release "-DaltDeploymentRepository=bundle::file://$work/bundle" verify deploy:deploy

# 2. Each file has a signature that fits.
signed=0
while IFS= read -r file; do
  if ! gpg --quiet --batch --verify "$file.asc" "$file" 2> "$work/gpg"; then
    echo "no good signature: ${file#"$work/bundle/"}" >&2
    cat "$work/gpg" >&2
    exit 1
  fi
  echo "signed   ${file#"$work/bundle/"}"
  signed=$((signed + 1))
done < <(find "$work/bundle" -type f ! -name '*.asc' ! -name '*.md5' ! -name '*.sha*' ! -name 'maven-metadata*' | sort)
[ "$signed" -gt 0 ]

# 3. The present code has all that release has.
copy same
maven same -Dapi.baseline=0.0.9 verify
echo "compatible: the code as it is"

# 4. Code that lacks a method has not.
copy lacking
file=$work/lacking/clip-tokenizer/src/main/java/io/github/clip4j/tokenizer/ClipTokenizer.java
sed -i.old 's/public int padId()/int padId()/' "$file"
if maven lacking -Dapi.baseline=0.0.9 verify > "$work/log" 2>&1; then
  echo "a method that is gone was not noticed" >&2
  exit 1
fi
grep -o -m 1 'METHOD_[A-Z_]*\|[^ ]*padId[^ ]*.*' "$work/log" || { cat "$work/log" >&2; exit 1; }
echo "refused: the code without ClipTokenizer.padId()"
