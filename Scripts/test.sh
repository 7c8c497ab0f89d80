#!/bin/sh
# Runs all tests in debug and in release with the best kernels of this machine, and in release those that
# compute with kernels once more with every other variant that it can run. (Kernels and tensors are optimised
# in debug too, and their own tests cover all variants in one run; readers and command language do not depend
# on them.)
# Usage: test.sh [debug|release] ...
set -eu
cd "$(dirname "$0")/.."

checked='--explicit-target-dependency-import-check error'
[ $# -gt 0 ] || set -- debug release

for configuration in "$@"; do
  flags="-c $configuration $checked"
  # Release builds leave testability out unless they are asked for it.
  [ "$configuration" = debug ] || flags="$flags -Xswiftc -enable-testing --scratch-path .build/testable"
  # shellcheck disable=SC2086 # one word a flag
  swift build $flags --build-tests
  # shellcheck disable=SC2086
  binary=$(swift build $flags --show-bin-path)
  Scripts/check-variants.sh "$binary"
  best=$("$binary"/debut --no-init --mode json -c show | sed 's/.*"kernels":"\([a-z0-9]*\)".*/\1/')
  echo "== tests, $configuration, kernels $best"
  # shellcheck disable=SC2086
  DEBUT_KERNELS=$best swift test $flags --skip-build
  [ "$configuration" = release ] || continue
  for variant in scalar baseline v3 v4 neon; do
    [ "$variant" != "$best" ] || continue
    DEBUT_KERNELS=$variant "$binary"/debut --no-init -c show >/dev/null 2>&1 || continue
    echo "== tests, $configuration, kernels $variant"
    # shellcheck disable=SC2086
    DEBUT_KERNELS=$variant swift test $flags --skip-build --filter 'TensorsTests|DebutTests|PluginTests'
  done
done
