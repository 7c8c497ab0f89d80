#!/bin/sh
# Installs the manual page and the completions for bash, zsh and fish, which the program makes from the
# types of its commands, or removes them.
# Usage: install-docs.sh PROGRAM SHARE-FOLDER | install-docs.sh --remove SHARE-FOLDER
set -eu

program=$1
share=$2

# Prints what stands in one file; nothing is left where that fails.
put() {
  file=$share/$1
  shift
  if [ "$program" = --remove ]; then
    rm -f "$file"
    return
  fi
  mkdir -p "$(dirname "$file")"
  "$program" "$@" >"$file" || { rm -f "$file"; exit 1; }
  chmod 644 "$file"
}

put man/man1/debut.1 --manual
put bash-completion/completions/debut --generate-completion-script bash
put zsh/site-functions/_debut --generate-completion-script zsh
put fish/vendor_completions.d/debut.fish --generate-completion-script fish
