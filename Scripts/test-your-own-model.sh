#!/bin/sh
# Does what docs/your-own-model.md says, with a program that is built: every step's code is loaded, trained and
# evaluated, the last one also examined by the conformance kit; then from `plugin new` to an evaluated
# model. Fails where any step does.
# Usage: test-your-own-model.sh [DEBUT]
set -eu
cd "$(dirname "$0")/.."
debut=$(realpath "${1:-.build/release/debut}")
root=$PWD
page=$root/docs/your-own-model.md

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
cd "$folder"

for step in 1 2 3; do
  sed -n "/<!-- step $step -->/,/^\`\`\`\$/p" "$page" | sed -e '1,/^```swift$/d' -e '/^```$/d' >Taste.swift
  [ "$(wc -l <Taste.swift)" -gt 15 ] || { echo "test-your-own-model: no step $step in the page" >&2; exit 1; }
  echo "== step $step"
  "$debut" --no-init -c 'plugin load ./Taste.swift' -c 'load demo' -c 'train taste' -c 'evaluate' -c 'rate 1 5' \
    -c 'recommend --top 2'
done
echo '== the kit'
"$debut" --no-init -c 'plugin test ./Taste.swift' 2>/dev/null

echo '== installed'
install -d prefix/bin
install -m 755 "$debut" prefix/bin/debut
"$root/Scripts/install-modules.sh" "$(dirname "$debut")" "$PWD/prefix/lib/debut"
prefix/bin/debut --no-init -c 'plugin load ./Taste.swift'
rm -r prefix/lib
if prefix/bin/debut --no-init -c 'plugin load ./Taste.swift' 2>messages; then
  echo "test-your-own-model: a plugin was compiled without modules" >&2
  exit 1
fi
grep 'prefix/lib/debut/modules' messages

echo '== from plugin new to an evaluated model'
python3 "$root/Scripts/guide-session.py" "$debut"
