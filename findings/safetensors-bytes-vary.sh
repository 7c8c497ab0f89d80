#!/bin/sh
# Python's safetensors 0.8.0 with numpy 2.4.6: the same tensors with the same metadata give another file in every
# process, because members of the metadata are written in an order that is random in each.
# The tensors' bytes stay in place: by type U64, I64, F64, F32, U32, I32, F16, U16, I16, I8, U8, BOOL (so F64 comes after
# both whole numbers of its width), then by name, in whatever order they were given.
# Expected: equal contents give equal files, as they do without metadata, so that a file's SHA-256 can name a model.
# So: compare or hash what is in the file, not the file.
# Output seen (digests differ from run to run):
#   with metadata: 8 different files of 8
#   without: 1 different file of 8
#   order U64 I64 F64 F32 U32 I32 F16 U16 I16 I8 U8 BOOL
# Fails if that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check safetensors==0.8.0 numpy==2.4.6
cd "$folder"
cat >save.py <<'END'
import json, struct, sys
import numpy
from safetensors.numpy import save_file

types = "f8 i8 u8 f4 i4 u4 f2 i2 u2 u1 i1 ?".split()
tensors = {chr(97 + place): numpy.zeros(3, dtype=name) for place, name in enumerate(types)}
metadata = {f"key {n}": str(n) for n in range(12)}
save_file(tensors, "with.safetensors", metadata)
save_file(tensors, "without.safetensors")
with open("without.safetensors", "rb") as file:
    length = struct.unpack("<Q", file.read(8))[0]
    header = json.loads(file.read(length))
ordered = sorted(header.values(), key=lambda tensor: tensor["data_offsets"])
print("order", *(tensor["dtype"] for tensor in ordered))
END
: >with.txt
: >without.txt
for _ in 1 2 3 4 5 6 7 8; do
  venv/bin/python save.py >order.txt
  sha256sum <with.safetensors >>with.txt
  sha256sum <without.safetensors >>without.txt
done
with=$(sort -u with.txt | wc -l)
without=$(sort -u without.txt | wc -l)
echo "with metadata: $with different files of 8"
echo "without: $without different file of 8"
cat order.txt
[ "$with" -gt 1 ] && [ "$without" -eq 1 ] && grep -qx 'order U64 I64 F64 F32 U32 I32 F16 U16 I16 I8 U8 BOOL' order.txt || {
  echo 'the behaviour has changed' >&2
  exit 1
}
