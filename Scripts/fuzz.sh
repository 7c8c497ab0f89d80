#!/bin/sh
# Fuzzes a reader with libFuzzer: of model files, of which whatever opens is asked, or of data sets. Needs clang's
# libFuzzer, which Swift's toolchain for Linux brings. What it finds is written to the current folder as crash-*.
# Usage: fuzz.sh [models|text|json|packed|database|items] [seconds] [a folder for new inputs]
set -eu
cd "$(dirname "$0")/.."
target=${1:-models}
seconds=${2:-600}
found=${3:-.build/fuzz/found-$target}
case $target in
  models) product=model-fuzzer longest=20000 ;;
  text | json | items) product=data-fuzzer longest=3000 ;;
  packed | database) product=data-fuzzer longest=8192 ;;
  *) sed -n 's/^# Usage: /usage: /p' "$0" >&2; exit 2 ;;
esac

build() {
  # Readers of data are fuzzed from within their module.
  DEBUT_FUZZ=1 swift build -c release --scratch-path .build/fuzz --product "$product" \
    -Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing "$@"
}
build
mkdir -p "$found"
if [ "$target" = models ]; then
  seeds=Tests/PluginTests/Corpus
else
  seeds=.build/fuzz/seeds/$target
  Scripts/fuzz-seeds.py "$target" "$seeds"
fi
# Data sets are files: in memory where there is a file system of it.
files=$(mktemp -d -p "$([ -d /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
trap 'rm -rf "$files"' EXIT INT TERM
TMPDIR=$files DEBUT_FUZZ_TARGET=$target \
  "$(build --show-bin-path)/$product" -max_total_time="$seconds" -max_len=$longest -timeout=60 \
  -rss_limit_mb=6000 -print_final_stats=1 "$found" "$seeds"
