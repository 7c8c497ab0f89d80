#!/bin/sh
# Python's safetensors 0.8.0 with numpy 2.4.6: `save_file` writes a transposed array's memory under the transposed shape.
# Neither writing nor reading complains, and the numbers that come back stand in other places.
# Expected: the array comes back, or an error.
# So: numpy.ascontiguousarray before every save of arrays that were sliced or transposed.
# Output seen:
#   written [[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]]
#   read    [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
#   read after ascontiguousarray: the same as written
# Fails if that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check safetensors==0.8.0 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'END'
import numpy
from safetensors.numpy import load_file, save_file

written = numpy.arange(6, dtype=numpy.float32).reshape(2, 3).T
save_file({"x": written}, "a.safetensors")
read = load_file("a.safetensors")["x"]
print("written", written.tolist())
print("read   ", read.tolist())
save_file({"x": numpy.ascontiguousarray(written)}, "b.safetensors")
mended = load_file("b.safetensors")["x"]
assert mended.tolist() == written.tolist()
print("read after ascontiguousarray: the same as written")
assert read.shape == written.shape and read.tolist() == [[0, 1], [2, 3], [4, 5]], "the behaviour has changed"
END
