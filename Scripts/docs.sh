#!/bin/sh
# Makes the reference of the module Debut, and of what it brings along, with the toolchain alone. Fails at every warning
# of the documentation: a link that leads nowhere, a parameter without a word. Also fails if the model of the article is
# another than README's.
# Usage: docs.sh [FOLDER], by default .build/Debut.doccarchive. To read it, serve the folder by any web server.
set -eu
cd "$(dirname "$0")/.."
archive=${1:-.build/Debut.doccarchive}
catalogue=Sources/Debut/Debut.docc

# Prints the first block of Swift after a line with the given text; from the first line on if the text is empty.
model() {
  awk -v start="$2" '
    index($0, start) { found = 1 }
    inside && /^```$/ { exit }
    inside { print }
    found && /^```swift$/ { inside = 1 }' "$1"
}
readme=$(model README.md '<!-- model: ')
[ -n "$readme" ] && [ "$readme" = "$(model $catalogue/ModelInFortyLines.md '')" ] || {
  echo "docs: the model of $catalogue/ModelInFortyLines.md is not README's" >&2
  exit 1
}

swift build --target Debut
modules=$(swift build --show-bin-path)/Modules
graphs=$(mktemp -d)
trap 'rm -rf "$graphs"' EXIT INT TERM
includes=$(find Sources -type d -name include | sed 's/^/-I /')
# shellcheck disable=SC2086 # one word an argument
swift symbolgraph-extract -module-name Debut -I "$modules" $includes -minimum-access-level public \
  -target "$(swift -print-target-info | sed -n 's/.*"unversionedTriple": "\([^"]*\)".*/\1/p' | head -n 1)" \
  -experimental-allowed-reexported-modules=Ratings,Tensors,Kernels,KernelTable -output-dir "$graphs"
docc convert $catalogue --additional-symbol-graph-dir "$graphs" --output-dir "$archive" \
  --fallback-display-name Debut --fallback-bundle-identifier debut.Debut --warnings-as-errors
echo "docs: $archive"
