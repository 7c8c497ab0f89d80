#!/bin/sh
# Puts what plugins are compiled against beside an installed program: the engine's modules, and the maps of
# the C modules that they rest on.
# Usage: install-modules.sh BUILD_DIR LIBRARY_DIR       e.g. .build/release /usr/local/lib/debut
set -eu
cd "$(dirname "$0")/.."
build=${1:?usage: install-modules.sh BUILD_DIR LIBRARY_DIR}
library=${2:?usage: install-modules.sh BUILD_DIR LIBRARY_DIR}

install -d "$library/modules"
for module in Debut DebutEngine DebutConformance Safetensors Ratings Hashing Tensors Kernels KernelTable \
  KernelsReference KernelsBaseline KernelsV3 KernelsV4; do
  file="$build/Modules/$module.swiftmodule"
  # The variants of the kernels differ between processors.
  [ ! -f "$file" ] || install -m 644 "$file" "$library/modules/"
done
for module in Kernels Tensors Ratings DebutEngine; do
  install -d "$library/include/$module"
  install -m 644 "Sources/$module/Shims/include/"* "$library/include/$module/"
done
