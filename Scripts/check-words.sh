#!/bin/sh
# Fails where a tracked file carries what does not belong into a published repository: absolute paths
# of somebody's machine, conflict markers, loose ends, comments that begin like a question.
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
if git grep -nE '^ *///? *(What|Whose|Whether|Where|Of|How|The same) ' -- \
  'Sources/*.swift' 'Plugins/*.swift' 'Examples/*.swift' 'Tests/*.swift'
then
  echo 'check-words: a comment that begins without a verb phrase or a noun' >&2
  found=1
fi
exit $found
