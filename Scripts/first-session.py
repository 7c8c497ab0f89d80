#!/usr/bin/env python3
"""Runs the lines of docs/first-session.md and puts their true answers there, or compares them.

    python3 Scripts/first-session.py            writes the answers into the page
    python3 Scripts/first-session.py --check    fails where the page says something else
    python3 Scripts/first-session.py --check --variants    the same with each kernel variant of this machine

Lines after `debut> ` in the page's fenced blocks are run in their order, on the generated data set; after
`quit` a new session begins, in the same folder. The kernels are the scalar ones, which every machine has.
Compared are all words, and numbers with a point to 0.05, as the last digits are the C library's; not how
long something took or how large a file is. Of a picture all that stands around the axes is compared, and
what lies between them but for a few characters, as a last digit may move a point. That is for the version
of gnuplot that the page names, as others draw differently: there only the title is compared. Where gnuplot
is missing, pictures are left as they are.
"""
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/first-session.md"
PROMPT = "debut> "
FENCE = re.compile(r"(```debut\n)(.*?)(```\n)", re.S)
DURATION = re.compile(r"\bin (\d+ (h|min) \d+ (min|s)|[\d.]+ (ms|s))\b")
SIZE = re.compile(r"\b[\d.]+ (bytes|kB|MB)\b")
NUMBER = re.compile(r"\d+\.\d+")
SEPARATOR = "separator-of-answers"
VERSION = re.compile(r"<!-- pictures: gnuplot (\S+) -->")
# Of the characters that one of two pictures has between its axes, this part may be another.
MOVED = 0.05


def program():
    path = ROOT / (os.environ.get("DEBUT") or ".build/release/debut")
    os.path.exists(path) or sys.exit(f"first-session: there is no {path}: build it first")
    return str(path)


def commands(block):
    return [line[len(PROMPT):] for line in block.splitlines() if line.startswith(PROMPT)]


def variants():
    """The kernel variants that this machine runs."""
    names = ["scalar", "baseline", "v3", "v4", "neon"]
    return [name for name in names if subprocess.run(
        [program(), "--no-init", "-c", "mode"], env=dict(os.environ, DEBUT_KERNELS=name),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0]


def run_session(lines, folder, kernels):
    """What each line of one session prints."""
    arguments = [program(), "--no-init", "--keep-going"]
    for line in lines:
        arguments += ["-c", line, "-c", f"help {SEPARATOR}"]
    environment = dict(os.environ, DEBUT_KERNELS=kernels, HOME=folder, LC_ALL="C.UTF-8")
    run = subprocess.run(
        arguments, cwd=folder, env=environment, text=True, encoding="utf-8", stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    answers, answer = [], []
    for line in run.stdout.splitlines():
        if SEPARATOR in line:
            answers.append(answer)
            answer = []
        elif not re.match(r"train \S+: (epoch |.*, \d+ %$)", line):
            answer.append(line.rstrip())
    return answers + [[]] * (len(lines) - len(answers))


def run_all(lines, kernels="scalar"):
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        session = []
        for line in lines + ["quit"]:
            session.append(line)
            if line == "quit":
                answers += run_session(session, folder, kernels)
                session = []
    return answers


def shown(block):
    """The answers that a block shows, one list of lines a command."""
    answers = []
    for line in block.splitlines():
        if line.startswith(PROMPT):
            answers.append([])
        elif answers:
            answers[-1].append(line)
    return answers


def is_picture(command):
    return command.split()[:1] == ["plot"] and "--out" not in command


def gnuplot_version():
    """As "5.4"; None where there is no gnuplot."""
    if shutil.which("gnuplot") is None:
        return None
    run = subprocess.run(["gnuplot", "--version"], text=True, stdout=subprocess.PIPE)
    return run.stdout.split()[1]


def parts(picture):
    """What stands around the axes of a picture, and what between them."""
    corners = [i for i, row in enumerate(picture) if re.search(r"\+-{20,}\+", row)]
    if len(corners) != 2:
        return picture, []
    left = picture[corners[0]].index("+")
    right = picture[corners[0]].rindex("+")
    rows = picture[corners[0] + 1:corners[1]]
    around = picture[:corners[0] + 1] + [row[:left] + row[right + 1:] for row in rows]
    return around + picture[corners[1]:], [row[left:right + 1].ljust(right + 1 - left) for row in rows]


def same_picture(old, new, is_same_version):
    if not is_same_version:
        return old[:1] == new[:1]
    (around, between), (new_around, new_between) = parts(old), parts(new)
    if around != new_around or len(between) != len(new_between):
        return False
    pairs = [(a, b) for rows in zip(between, new_between) for a, b in zip(*rows) if a + b != "  "]
    return sum(a != b for a, b in pairs) <= MOVED * len(pairs)


def same(command, old, new, is_same_version):
    if is_picture(command):
        return same_picture(old, new, is_same_version)
    if len(old) != len(new):
        return False
    for a, b in zip(old, new):
        a, b = (SIZE.sub("SIZE", DURATION.sub("in TIME", text)) for text in (a, b))
        # Numbers of another length move the columns and the rules above them.
        words = [re.sub("[ -]+", " ", NUMBER.sub("#", text)) for text in (a, b)]
        values = [[float(x) for x in NUMBER.findall(text)] for text in (a, b)]
        if words[0] != words[1] or any(abs(x - y) > 0.05 for x, y in zip(*values)):
            return False
    return True


def compare(lines, committed, answers, version, is_same_version):
    """The number of answers that differ from the page's; the others are replaced by these."""
    differences = 0
    for i, (line, old) in enumerate(zip(lines, committed)):
        if line.startswith("plot") and version is None:
            print(f"first-session: no gnuplot, so not run: {line}", file=sys.stderr)
            answers[i] = old
        elif same(line, old, answers[i], is_same_version or "--check" not in sys.argv):
            answers[i] = old
        else:
            differences += 1
            if "--check" in sys.argv:
                print(f"first-session: the answer to '{line}' is another:")
                print("\n".join(difflib.unified_diff(old, answers[i], "page", "now", lineterm="")))
    return differences


def main():
    text = PAGE.read_text(encoding="utf-8")
    blocks = [match.group(2) for match in FENCE.finditer(text)]
    lines = [line for block in blocks for line in commands(block)]
    lines or sys.exit("first-session: the page has no lines to run")
    version = gnuplot_version()
    named = VERSION.search(text)
    is_same_version = named is not None and named.group(1) == version
    if "--check" in sys.argv and version and not is_same_version:
        print(f"first-session: of pictures only the titles are compared: this is gnuplot {version}", file=sys.stderr)
    committed = [answer for block in blocks for answer in shown(block)]
    if "--variants" in sys.argv:
        found = {name: compare(lines, committed, run_all(lines, name), version, is_same_version) for name in variants()}
        print("first-session: answers that differ: " + ", ".join(f"{name} {count}" for name, count in found.items()))
        sys.exit(1 if any(found.values()) else 0)
    answers = run_all(lines)
    differences = compare(lines, committed, answers, version, is_same_version)
    if "--check" in sys.argv:
        sys.exit(1 if differences else 0)
    remaining = iter(answers)

    def rewritten(match):
        block = [row for line in commands(match.group(2)) for row in [PROMPT + line] + next(remaining)]
        return match.group(1) + "".join(row + "\n" for row in block) + match.group(3)

    text = FENCE.sub(rewritten, text)
    if version:
        text = VERSION.sub(f"<!-- pictures: gnuplot {version} -->", text)
    PAGE.write_text(text, encoding="utf-8")
    print(f"first-session: {len(lines)} lines run, {differences} answers changed")


if __name__ == "__main__":
    main()
