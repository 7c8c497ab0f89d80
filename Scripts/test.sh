#!/bin/sh
# Runs the tests in debug and in release, and the parts above the kernels once per kernel variant that
# this machine can run. The kernels' own tests cover every variant in one run.
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
  binary=$(swift build $flags --show-bin-path)
  echo "== tests, $configuration, best kernels of this machine"
  swift test $flags --skip-build
  Scripts/check-variants.sh "$binary"
  for variant in scalar baseline v3 v4 neon; do
    if DEBUT_KERNELS=$variant "$binary"/debut --no-init -c show >/dev/null 2>&1; then
      echo "== tests, $configuration, DEBUT_KERNELS=$variant"
      DEBUT_KERNELS=$variant swift test $flags --skip-build --skip KernelsTests
    fi
  done
done
