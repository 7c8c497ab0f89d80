#!/bin/sh
# Fails where a tracked file carries what does not belong into a published repository: absolute paths
# of somebody's machine, conflict markers, loose ends, trailing blanks.
set -eu
cd "$(dirname "$0")/.."

found=0
look() {
  if git grep -nIE "$2" -- . ':!Scripts/check-words.sh' ':!LICENSE'; then
    echo "check-words: $1" >&2
    found=1
  fi
}
look 'an absolute path of one machine' '(^|[^A-Za-z0-9_.])/(home|root|Users|work|tmp/[A-Za-z])/?[A-Za-z]'
look 'a conflict marker' '^(<<<<<<<|>>>>>>>) '
look 'a loose end' '\b(TODO|FIXME|XXX)\b'
if git grep -nE '(try!|fatalError\(|as! )' -- 'Sources/*.swift' 'Plugins/*.swift'; then
  echo 'check-words: a trap that user input might reach' >&2
  found=1
fi
exit $found
