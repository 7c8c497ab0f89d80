#!/usr/bin/env python3
"""Runs the session that README shows and puts its true output there.

    python3 Scripts/readme-session.py path/to/ml-latest-small
"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
LINES = [
    "load ml-latest-small",
    "train latent-cf",
    "train mf",
    "train",
    "evaluate latent-cf mf gru-hybrid",
    'predict "Heat (1995)" --history "Toy Story (1995)=4, Casino=4.5, Matrix, The=5"',
    "recommend --top 3",
    'rate "Fargo (1996)" 5 --top 3',
    'rate "Dumb & Dumber" 1 --top 3',
]
MARK, END = "<!-- session -->\n", "<!-- end of session -->"


def answers(folder):
    """What each line prints, by way of a line of its own between the answers."""
    separator = "separator-of-answers"
    command = [ROOT / ".build/release/debut", "--no-init", "--keep-going"]
    for line in LINES:
        command += ["-c", line, "-c", f"help {separator}"]
    (folder.parent / "ml-latest-small").exists() or sys.exit("the folder must be called ml-latest-small")
    run = subprocess.run(
        command, cwd=folder.parent, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0)
    parts, part = [], []
    for line in run.stdout.splitlines():
        if separator in line:
            parts.append(part)
            part = []
        elif not line.startswith("train "):
            part.append(line.rstrip())
    return parts


def main():
    folder = pathlib.Path(sys.argv[1]).absolute()
    shown = []
    for line, answer in zip(LINES, answers(folder)):
        shown += [f"debut> {line}", *answer]
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    head, tail = text.split(MARK)[0], text.split(END)[1]
    block = MARK + "```\n" + "\n".join(shown) + "\n```\n" + END
    readme.write_text(head + block + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
