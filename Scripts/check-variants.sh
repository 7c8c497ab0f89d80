#!/bin/sh
# Fails if code compiled for an instruction set that not every machine has could replace common code.
#
#   Scripts/check-variants.sh BUILD_DIR        e.g. .build/release
#
# The linker keeps one copy of each weak symbol. A weak function of KernelsV3 or KernelsV4 whose name does not
# contain the module's own (a specialisation from the standard library, a value witness) may displace the copy
# that everything else calls, and crash processors without those instructions.
set -eu

if [ $# -ne 1 ]; then
  echo "usage: $0 BUILD_DIR" >&2
  exit 1
fi

status=0
for module in KernelsV3 KernelsV4; do
  objects=$(find "$1/$module.build" -name '*.o' 2>/dev/null || true)
  if [ -z "$objects" ]; then
    echo "$0: no objects of $module in $1" >&2
    exit 1
  fi
  # shellcheck disable=SC2086
  leaks=$(nm -A $objects | grep ' W ' | grep -v "${#module}$module" || true)
  if [ -n "$leaks" ]; then
    echo "$module emits weak functions that are not its own:" >&2
    echo "$leaks" >&2
    status=1
  fi
done
exit $status
