#!/usr/bin/env python3
"""Fails if a page names a file that is not there.

Of every page: links to files of the repository. Of ARCHITECTURE.md and CONTRIBUTING.md also each word set as code that
has the form of a path (`Sources/Debut/Model`) or of a source file (`Trainer.swift`); the latter may lie in any folder,
and the name may stand for several files as in `Tape+*.swift`.
"""
import fnmatch
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
WITH_PATHS = ["ARCHITECTURE.md", "CONTRIBUTING.md"]
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)|\b(?:src|href)=\"([^\"#]+)")
CODE = re.compile(r"`([^`\n]+)`")
SOURCE = re.compile(r"^[\w+*.-]+\.(swift|py|sh|svg|md|cff|debut)$")
FENCE = re.compile(r"^```.*?^```$", re.M | re.S)


def tracked():
    names = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(names, cwd=ROOT, text=True, stdout=subprocess.PIPE, check=True).stdout.split("\n")
    return [name for name in files if name and (ROOT / name).exists()]


def missing(page, files, folders):
    """Yields what the page names and the repository lacks."""
    text = FENCE.sub("", (ROOT / page).read_text(encoding="utf-8"))
    for link in LINK.finditer(text):
        target = link.group(1) or link.group(3)
        if "://" not in target and not (ROOT / page).parent.joinpath(target).exists():
            yield target
    if page not in WITH_PATHS:
        return
    # A path begins with a folder of the root: `and/or` is none.
    roots = {folder for folder in folders if "/" not in folder}
    names = {name.rsplit("/", 1)[-1] for name in files}
    for word in CODE.findall(text):
        path = word.rstrip("/")
        if "/" in path and path.split("/")[0] in roots and " " not in path:
            if not any(fnmatch.fnmatchcase(name, path) for name in files + folders):
                yield word
        elif SOURCE.match(word) and not any(fnmatch.fnmatchcase(name, word) for name in names):
            yield word


def main():
    files = tracked()
    folders = sorted({str(parent) for name in files for parent in pathlib.PurePath(name).parents} - {"."})
    failures = 0
    for page in sorted(name for name in files if name.endswith(".md")):
        for name in missing(page, files, folders):
            print(f"check-pages: {page} names {name}, which is not there", file=sys.stderr)
            failures += 1
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
