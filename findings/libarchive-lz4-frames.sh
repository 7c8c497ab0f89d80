#!/bin/sh
# libarchive 3.6.2 (Debian 12: libarchive13 3.6.2-1+deb12u5, bsdcat of libarchive-tools; lz4 1.9.4): of an .lz4 file of
# several frames it drops, without an error, all that follows an empty frame. Such frames are valid: a log that is
# closed and appended to has them wherever nothing was written in between. Frames of .gz, .bz2, .xz and .zst are all read.
# Expected: both lines, four bytes, as the lz4 program itself gives, or an error.
# So: a packed log read through libarchive may end early; read .lz4 by the lz4 library.
# Output seen:
#   lz4: full full 4 bytes, full empty full 2 bytes, status 0; the lz4 program 4 bytes
#   gz: full full 4 bytes, full empty full 4 bytes, status 0
#   bz2: full full 4 bytes, full empty full 4 bytes, status 0
#   xz: full full 4 bytes, full empty full 4 bytes, status 0
#   zst: full full 4 bytes, full empty full 4 bytes, status 0
# Fails if that changes.
set -eu
script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
cd "$folder"
apt-get download -q libarchive13=3.6.2-1+deb12u5 libarchive-tools=3.6.2-1+deb12u5 lz4=1.9.4-1 liblz4-1=1.9.4-1 \
  zstd libzstd1 xz-utils liblzma5 bzip2 libbz2-1.0 libxml2 libicu72 libnettle8 libacl1 >apt.txt 2>&1 || {
  cat apt.txt >&2
  exit 1
}
for package in *.deb; do dpkg -x "$package" tree; done
export LD_LIBRARY_PATH="$folder/tree/usr/lib/x86_64-linux-gnu:$folder/tree/lib/x86_64-linux-gnu"
export PATH="$folder/tree/usr/bin:$folder/tree/bin:$PATH"
printf 'a\n' >first
printf 'b\n' >last
: >nothing
{
  for kind in 'lz4 lz4' 'gzip gz' 'bzip2 bz2' 'xz xz' 'zstd zst'; do
    program=${kind% *}
    ending=${kind#* }
    for part in first last nothing; do $program -qc "$part" >"$part.$ending"; done
    cat first.$ending last.$ending >two.$ending
    cat first.$ending nothing.$ending last.$ending >three.$ending
    status=0
    bsdcat two.$ending >two.out
    bsdcat three.$ending >three.out || status=$?
    own=''
    [ "$ending" = lz4 ] && own="; the lz4 program $(lz4 -qdc three.lz4 | wc -c) bytes"
    echo "$ending: full full $(wc -c <two.out) bytes, full empty full $(wc -c <three.out) bytes, status $status$own"
  done
} >seen.txt
cat seen.txt
sed -n 's/^#   \([a-z0-9]*: full\)/\1/p' "$script" | cmp - seen.txt || {
  echo 'the behaviour has changed' >&2
  exit 1
}
