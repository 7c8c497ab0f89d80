#!/usr/bin/env python3
"""Writes docs/session.svg: the screen of a real terminal after a session of the program.

    python3 Scripts/session-picture.py FOLDER [DEBUT]

FOLDER holds ratings and is called ml-latest-small. The lines are typed into tmux, key by key, and the screen is read
back with its colours. Text in the picture is text: it can be selected, searched and read aloud. Light and dark follow
the reader's setting.
"""
import html
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs/session.svg"
COLUMNS, ROWS = 92, 50
LINES = [
    "load ml-latest-small",
    "train latent-cf",
    "train",
    "evaluate latent-cf gru-hybrid",
    'rate "Fargo (1996)" 5 --top 3',
    'rate "Dumb & Dumber" 1 --top 3',
]
LAST = 'rate "Heat (1995)" '
PROMPT = "debut>"
SOCKET = ["tmux", "-L", "debut-picture", "-f", "/dev/null"]
CHARACTER, LINE, MARGIN = 8.4, 18, 14
STYLE = """
  text { font: 14px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; }
  .ground { fill: #fbfbfa; stroke: #d5d5d2; } .plain { fill: #24292f; } .grey { fill: #6e7781; }
  .red { fill: #b42318; } .green { fill: #1a7f37; } .yellow { fill: #8a6100; } .blue { fill: #0550ae; }
  .typed { fill: #0550ae; font-weight: 600; } .bold { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #161b22; stroke: #3d444d; } .plain { fill: #e6edf3; } .grey { fill: #9198a1; }
    .red { fill: #ff7b72; } .green { fill: #56d364; } .yellow { fill: #e3b341; } .blue { fill: #79c0ff; }
    .typed { fill: #79c0ff; }
  }
"""
COLOURS = {"31": "red", "32": "green", "33": "yellow", "34": "blue", "36": "blue", "90": "grey", "2": "grey"}


def tmux(*arguments):
    run = subprocess.run([*SOCKET, *arguments], text=True, encoding="utf-8", capture_output=True)
    run.returncode == 0 or sys.exit(f"session-picture: tmux {arguments[0]}: {run.stderr.strip()}")
    return run.stdout


def screen():
    return tmux("capture-pane", "-p", "-e", "-N").rstrip().split("\n")


def plain(row):
    return re.sub(r"\x1b\[[0-9;]*m", "", row)


def type_line(line):
    for key in line:
        tmux("send-keys", "-l", key)
        time.sleep(0.02)


def wait_for_prompt(seconds=300):
    """Waits until the last line of the screen is an empty prompt."""
    end = time.time() + seconds
    while time.time() < end:
        time.sleep(0.3)
        if plain(screen()[-1]).strip() == PROMPT:
            return
    sys.exit("session-picture: no prompt came:\n" + "\n".join(screen()))


def record(debut, folder):
    """Returns the rows of the screen, with their escape sequences."""
    with tempfile.TemporaryDirectory() as home:
        command = f"env HOME={home} DEBUT_HISTORY={home}/history LC_ALL=C.UTF-8 {debut} --no-init"
        tmux("new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), "-c", str(folder.parent), command)
        try:
            wait_for_prompt()
            for line in LINES:
                type_line(line)
                tmux("send-keys", "Enter")
                wait_for_prompt()
            type_line(LAST)
            time.sleep(1)
            return screen()
        finally:
            tmux("kill-server")


def spans(row):
    """Yields the column, the text and the classes of each stretch of one look."""
    column, classes = 0, ["plain"]
    for part in re.split(r"(\x1b\[[0-9;]*m)", row):
        if part.startswith("\x1b"):
            for code in part[2:-1].split(";"):
                if code in COLOURS:
                    classes = [COLOURS[code]] + [c for c in classes if c == "bold"]
                elif code == "1":
                    classes = classes + ["bold"]
                elif code in ("", "0", "39", "22"):
                    classes = ["plain"]
        elif part:
            yield column, part, " ".join(classes)
            column += len(part)


def drawn(y, column, text, classes):
    """One stretch as an element of SVG; its width is that of the grid in any font."""
    stripped = text.strip(" ")
    if not stripped:
        return ""
    column += len(text) - len(text.lstrip(" "))
    return (f'<text class="{classes}" x="{MARGIN + column * CHARACTER:.1f}" y="{y}" '
            f'textLength="{len(stripped) * CHARACTER:.1f}" lengthAdjust="spacingAndGlyphs">'
            f"{html.escape(stripped, quote=False)}</text>\n")


def svg(rows):
    height = 2 * MARGIN + LINE * len(rows)
    width = round(2 * MARGIN + CHARACTER * COLUMNS)
    parts = [
        "<!-- Written by Scripts/session-picture.py from the screen of a terminal. -->\n",
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title">\n',
        "<title id=\"title\">A session of debut: two models are trained and evaluated on held-out users, then somebody "
        "rates two films and the list of recommendations moves.</title>\n",
        f"<style>{STYLE}</style>\n",
        f'<rect class="ground" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>\n',
    ]
    for i, row in enumerate(rows):
        y = MARGIN + LINE * i + 13
        if plain(row).startswith(PROMPT + " "):
            parts.append(drawn(y, 0, PROMPT, "grey"))
            shift = len(PROMPT)
            for column, text, classes in spans(row):
                cut = text[max(0, shift - column):]
                start = column + len(text) - len(cut)
                parts.append(drawn(y, start, cut, "typed" if classes == "plain" else classes))
        else:
            parts += [drawn(y, *span) for span in spans(row)]
    return "".join(parts) + "</svg>\n"


def main():
    len(sys.argv) > 1 or sys.exit(__doc__)
    shutil.which("tmux") or sys.exit("session-picture: there is no tmux")
    folder = pathlib.Path(sys.argv[1]).absolute()
    debut = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ROOT / ".build/release/debut").resolve()
    folder.name == "ml-latest-small" and folder.is_dir() or sys.exit("the folder must be called ml-latest-small")
    rows = record(debut, folder)
    first = next(i for i, row in enumerate(rows) if plain(row).startswith(PROMPT))
    PICTURE.write_text(svg(rows[first:]), encoding="utf-8")


if __name__ == "__main__":
    main()
