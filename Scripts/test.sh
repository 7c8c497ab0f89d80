#!/bin/sh
# Runs the tests, and prints the slowest.
# In release, as people run the program: all of them with the best kernels of this machine, one after the
# other, so that each is timed; then those that compute with kernels once more with every other variant, but for
# the models' trainings with the loops of scalar, which are several times as slow.
# In debug, where the bounds of unsafe memory are checked: those of the modules that are compiled without
# optimisation there. Kernels, tensors and model files are optimised in both. Tests that start the program
# many times, or judge what a long training comes to, find nothing in debug that they do not find in release.
# Usage: test.sh [debug|release] ...
set -eu
cd "$(dirname "$0")/.."

checked='--explicit-target-dependency-import-check error'
[ $# -gt 0 ] || set -- debug release
events=$(mktemp)
trap 'rm -f "$events"' EXIT INT TERM

# Usage: run CONFIGURATION KERNELS [OPTION ...]
run() {
  echo "== tests, $1, kernels $2"
  kernels=$2
  shift 2
  # shellcheck disable=SC2086 # one word a flag
  DEBUT_KERNELS=$kernels swift test $flags --skip-build "$@"
}

for configuration in "$@"; do
  flags="-c $configuration $checked"
  # Release builds leave testability out unless they are asked for it.
  [ "$configuration" = debug ] || flags="$flags -Xswiftc -enable-testing --scratch-path .build/testable"
  # shellcheck disable=SC2086
  swift build $flags --build-tests
  # shellcheck disable=SC2086
  binary=$(swift build $flags --show-bin-path)
  Scripts/check-variants.sh "$binary"
  best=$("$binary"/debut --no-init --mode json -c show | sed 's/.*"kernels":"\([a-z0-9]*\)".*/\1/')
  if [ "$configuration" = debug ]; then
    run debug "$best" --skip '^(Kernels|Tensors|Safetensors)Tests\.' \
      --skip '^TerminalTests\.(CrossValidationTests|DocumentationTests|EnsembleProgramTests|LookingTests)' \
      --skip '^TerminalTests\.(PersonTests|PluginCommandTests|ResumeTests|SaveTests|SessionSaveTests)'
    continue
  fi
  run release "$best" --no-parallel --event-stream-version 0 --event-stream-output-path "$events"
  for variant in scalar baseline v3 v4 neon; do
    [ "$variant" != "$best" ] || continue
    DEBUT_KERNELS=$variant "$binary"/debut --no-init -c show >/dev/null 2>&1 || continue
    tests='Tensors|Debut|Plugin'
    [ "$variant" != scalar ] || tests='Tensors|Debut'
    run release "$variant" --filter "^($tests)Tests\." --skip '\.(MovieLens|OddData)Tests'
  done
done
[ ! -s "$events" ] || Scripts/slowest-tests.py "$events"
