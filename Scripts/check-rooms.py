#!/usr/bin/env python3
"""Fails if a folder uses a type of a folder above it.

Within one module no compiler checks in which direction its folders use each other. This check reads
Scripts/rooms.txt, which lists the folders of each module from the lowest to the highest, and the sources: a
type belongs to the folder whose file declares it outside of any other type, and is used wherever its name
stands outside of comments and texts. Calls of methods are invisible to it.

Usage: check-rooms.py [--all]      with --all, every use is shown, otherwise one for each file and type
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "Scripts" / "rooms.txt"
DECLARATION = re.compile(
    r"^(?:@\S+ )*(?:(?:public|package|internal|private|fileprivate|final|indirect) )*"
    r"(struct|class|enum|protocol|actor|typealias) (\w+)"
)
NESTED = re.compile(r"\b(?:struct|class|enum|protocol|actor|typealias|associatedtype) (\w+)")
GENERIC = re.compile(r"[<,] *(\w+)(?: *: *[\w.& ]+)? *(?=[,>])")
# Texts first: what looks like a comment within one is none.
TEXT = r'#*"""(?:.|\n)*?"""#*|#"(?:[^\n])*?"#|"(?:\\.|[^"\\\n])*"'
SILENT = re.compile(TEXT + r"|//[^\n]*|/\*(?:.|\n)*?\*/")


def read_table():
    """Returns the level of each room by module: {"Sources/Debut": {"Support": 0, ...}}."""
    modules = {}
    for line in TABLE.read_text().splitlines():
        line = line.split("#")[0].strip()
        if not line:
            continue
        module, rooms = line.split(":")
        levels = {}
        for level, group in enumerate(rooms.split()):
            for room in group.split("+"):
                levels[room] = level
        modules[module] = levels
    return modules


def code(path):
    """Returns the lines of a file with comments and texts blanked; interpolations go with their text."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group())
    return SILENT.sub(blank, path.read_text()).split("\n")


def misplaced(module, levels):
    """Returns a line for each folder that the table lacks or has in vain, and for each file outside of all."""
    folder = ROOT / module
    if not folder.is_dir():
        return [f"{module}: no such folder, but {TABLE.name} has it"]
    found = {f.name for f in folder.iterdir() if f.is_dir() and any(f.rglob("*.swift"))}
    lines = [f"{module}/{room}: {TABLE.name} does not place it" for room in sorted(found - set(levels))]
    lines += [f"{module}/{room}: no such folder, but {TABLE.name} has it" for room in sorted(set(levels) - found)]
    loose = [f.name for f in folder.glob("*.swift") if f.name != "Exports.swift"]
    return lines + [f"{module}/{name}: lies in no room" for name in sorted(loose)]


def upward(module, levels, show_all):
    """Returns a line for each use of a type that a higher room declares."""
    files = {}
    for path in sorted((ROOT / module).glob("*/**/*.swift")):
        room = path.relative_to(ROOT / module).parts[0]
        if room in levels:
            files[path] = (room, code(path))
    home = {}
    for path, (room, lines) in files.items():
        for line in lines:
            if match := DECLARATION.match(line):
                # A name that two rooms declare, private ones say, is the lower one's.
                name = match.group(2)
                if name not in home or levels[room] < levels[home[name]]:
                    home[name] = room
    found = []
    for path, (room, lines) in files.items():
        own = set(NESTED.findall("\n".join(lines))) | set(GENERIC.findall("\n".join(lines)))
        told = set()
        for number, line in enumerate(lines, 1):
            for match in re.finditer(r"\b[A-Z]\w*", line):
                name = match.group()
                if name in own or name not in home or levels[home[name]] <= levels[room]:
                    continue
                # A member of another type may have the same name.
                if line[: match.start()].endswith(".") or (name in told and not show_all):
                    continue
                told.add(name)
                found.append(f"{path.relative_to(ROOT)}:{number}: {room} uses {name} of {home[name]}, a room above it")
    return found


def main():
    lines = []
    for module, levels in read_table().items():
        lines += misplaced(module, levels) or upward(module, levels, "--all" in sys.argv)
    for line in lines:
        print(line, file=sys.stderr)
    if lines:
        print(f"check-rooms: {len(lines)} uses run upwards", file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
