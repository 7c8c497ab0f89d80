#!/bin/sh
# Adds the model that README shows, exactly as README says, to a copy of the package; builds it, trains
# it, asks it. Fails where any step does.
set -eu
cd "$(dirname "$0")/.."

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT INT TERM
git ls-files -z --cached --others --exclude-standard | xargs -0 tar -c -f - | tar -x -C "$copy" -f -

mkdir -p "$copy/Plugins/GenreTaste"
sed -n '/<!-- model: /,/^```$/p' README.md | sed -e '1,/^```swift$/d' -e '/^```$/d' \
  >"$copy/Plugins/GenreTaste/GenreTaste.swift"
lines=$(wc -l <"$copy/Plugins/GenreTaste/GenreTaste.swift")
[ "$lines" -gt 20 ] || { echo "test-new-model: no model found in README.md" >&2; exit 1; }
sed -i 's/^let plugins = \[/let plugins = ["GenreTaste", /' "$copy/Package.swift"
sed -i -e 's/^import Baselines$/import Baselines\nimport GenreTaste/' \
  -e 's/^\( *\)try registry.add(Bias.self)$/&\n\1try registry.add(GenreTaste.self)/' \
  "$copy/Sources/Main/BuiltIns.swift"

(cd "$copy" && swift build --explicit-target-dependency-import-check error --product debut)
answer=$("$copy/.build/debug/debut" --no-init --mode json -c 'load demo' -c 'train genre-taste' \
  -c 'evaluate' -c 'rate 1 5' -c 'recommend --top 3')
echo "$answer"
echo "$answer" | grep -q '"command":"recommend","model":"genre-taste"' ||
  { echo "test-new-model: the new model gave no recommendations" >&2; exit 1; }
echo "$lines lines of a new model: built, trained, evaluated, asked"
