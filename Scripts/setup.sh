#!/bin/sh
# Sets up what the build needs and a fresh Debian machine lacks: the headers of GNU readline, libarchive,
# SQLite and zlib. With the word `gnuplot` also the program that draws pictures, which neither build nor tests need.
set -eu

if ! command -v swift >/dev/null 2>&1; then
  echo "setup: no 'swift' on the PATH: install a Swift toolchain, 6.1 or newer, from swift.org" >&2
  exit 1
fi
install() {
  echo "setup: installing $1" >&2
  as_root=''
  [ "$(id -u)" = 0 ] || as_root=sudo
  $as_root apt-get update -q
  $as_root apt-get install -y -q "$1"
}
if ! printf '#include <stdio.h>\n#include <readline/readline.h>\n' | clang -fsyntax-only -x c - 2>/dev/null; then
  install libreadline-dev
fi
if ! printf '#include <archive.h>\n' | clang -fsyntax-only -x c - 2>/dev/null; then
  install libarchive-dev
fi
if ! printf '#include <sqlite3.h>\n' | clang -fsyntax-only -x c - 2>/dev/null; then
  install libsqlite3-dev
fi
if ! printf '#include <zlib.h>\n' | clang -fsyntax-only -x c - 2>/dev/null; then
  install zlib1g-dev
fi
if [ "${1:-}" = gnuplot ] && ! command -v gnuplot >/dev/null 2>&1; then
  install gnuplot-nox
fi
