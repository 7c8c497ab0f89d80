#!/usr/bin/env python3
"""Runs the session of docs/your-own-model.md, from `plugin new` to an evaluated model, in an empty folder.

    python3 Scripts/guide-session.py DEBUT            runs it; fails where a line does
    python3 Scripts/guide-session.py DEBUT --write    also puts what it prints into the page
"""
import pathlib
import subprocess
import sys
import tempfile

PAGE = pathlib.Path(__file__).resolve().parents[1] / "docs/your-own-model.md"
LINES = [
    "plugin new my-taste",
    "plugin test ./my-taste",
    "plugin load ./my-taste",
    "load demo",
    "train bias",
    "train my-taste",
    "evaluate my-taste bias",
    "rate 1 5",
    "recommend --top 3",
    "save my-taste.safetensors",
    "open my-taste.safetensors --as kept",
]
MARK, END = "<!-- transcript -->\n", "<!-- end of transcript -->"


def session(debut):
    """What each line prints on standard output, by way of a line of its own between the answers."""
    command = [debut, "--no-init"]
    for line in LINES:
        command += ["-c", line, "-c", "mode"]
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(command, cwd=folder, text=True, capture_output=True)
        if run.returncode != 0:
            sys.exit(f"a line failed:\n{run.stdout}\n{run.stderr}")
        output = run.stdout.replace(folder + "/", "")
    parts, part = [], []
    for line in output.splitlines():
        if line.startswith("table (of table,"):
            parts.append(part)
            part = []
        else:
            part.append(line.rstrip())
    return [row for line, answer in zip(LINES, parts) for row in [f"debut> {line}", *answer]]


def main():
    shown = session(pathlib.Path(sys.argv[1]).resolve())
    print("\n".join(shown))
    if "--write" in sys.argv[2:]:
        text = PAGE.read_text(encoding="utf-8")
        head, tail = text.split(MARK)[0], text.split(END)[1]
        PAGE.write_text(head + MARK + "```\n" + "\n".join(shown) + "\n```\n" + END + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
