#!/bin/sh
# Fuzzes the reader of model files with libFuzzer, and asks whatever opens. Needs clang's libFuzzer, which
# Swift's toolchain for Linux brings. What it finds is written to the current folder as crash-*.
# Usage: fuzz.sh [seconds] [a folder for new inputs]
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-600}
found=${2:-.build/fuzz/found}
seeds=Tests/PluginTests/Corpus

build() {
  DEBUT_FUZZ=1 swift build -c release --scratch-path .build/fuzz --product model-fuzzer \
    -Xswiftc -sanitize=fuzzer,address "$@"
}
build
mkdir -p "$found"
"$(build --show-bin-path)"/model-fuzzer -max_total_time="$seconds" -max_len=20000 -timeout=60 \
  -rss_limit_mb=6000 -print_final_stats=1 "$found" "$seeds"
