#!/usr/bin/env python3
"""Types random harmless keys into sessions at a pseudo-terminal; fails if one of them dies or stops answering.

Keys are letters, digits, blanks, quotes, Tab, Return, arrows, Home, End, Backspace, Ctrl-A, -E, -K, -U, -W, -Y, -L and
-R, and new sizes of the terminal. Each session begins with data and a model. At its end the program must answer a
line. Only Python's standard library is used.

Usage: fuzz-terminal.py [--sessions N] [--keys N] [--seed N] [--program PATH]
"""
import argparse
import fcntl
import os
import pathlib
import pty
import random
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROMPT = b"debut> "
CONTROLS = [bytes([ord(c) & 31]) for c in "AEKUWYLR"]
ARROWS = [b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1b[H", b"\x1b[F"]
LETTERS = [bytes([c]) for c in b"abcdefghijklmnopqrstuvwxyzHMT0123456789 \"'=.-"]
WORDS = [b"help", b"models", b"rate ", b"predict ", b"show", b"recommend --top 3", b"similar "]


class Session:
    """The program at a terminal of its own."""

    def __init__(self, program, home):
        environment = {
            "HOME": home, "PATH": "/usr/bin:/bin", "TERM": "xterm", "LC_ALL": "C.UTF-8", "PAGER": "cat",
            "INPUTRC": "/dev/null",
        }
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.execve(program, [program, "--no-init"], environment)
        self.resize(80)
        self.seen = b""

    def resize(self, columns):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def type(self, keys):
        os.write(self.terminal, keys)

    def listen(self, seconds):
        """Takes in what the program writes until it is silent for so long; returns False at its end."""
        while select.select([self.terminal], [], [], seconds)[0]:
            try:
                text = os.read(self.terminal, 1 << 16)
            except OSError:
                return False
            if not text:
                return False
            self.seen = (self.seen + text)[-100_000:]
        return True

    def expect(self, text, seconds=60):
        """Waits for a text; returns False if it does not come."""
        end = time.monotonic() + seconds
        while text not in self.seen:
            if time.monotonic() > end or not self.listen(0.1):
                return text in self.seen
        self.seen = self.seen[self.seen.rindex(text) + len(text):]
        return True

    def end(self):
        """Ends the program; returns the signal that it died of before, or None."""
        ended, status = os.waitpid(self.process, os.WNOHANG)
        if ended == 0:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
            status = 0
        os.close(self.terminal)
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else None


def key(generator):
    kind = generator.random()
    if kind < 0.45:
        return generator.choice(LETTERS)
    if kind < 0.55:
        return generator.choice(WORDS)
    if kind < 0.65:
        return b"\t"
    if kind < 0.72:
        return b"\r"
    if kind < 0.8:
        return b"\x7f"
    if kind < 0.9:
        return generator.choice(ARROWS)
    return generator.choice(CONTROLS)


def run(program, seed, keys):
    """Returns what went wrong; None if nothing did."""
    generator = random.Random(seed)
    home = tempfile.mkdtemp(prefix="debut-terminal-")
    session = Session(program, home)
    try:
        if not session.expect(PROMPT):
            return "no prompt at the start"
        for line in [b"load demo\r", b"train item-mean\r"]:
            session.type(line)
            if not session.expect(PROMPT):
                return f"no answer to {line.decode().strip()}"
        for _ in range(keys):
            try:
                if generator.random() < 0.01:
                    session.resize(generator.choice([20, 40, 80, 200]))
                session.type(key(generator))
            except OSError:
                return "the program ended"
            if not session.listen(0.001):
                return "the program ended"
        session.resize(80)
        session.listen(0.5)
        # Ctrl-C clears the line. A second one within a second would end the program.
        session.type(b"\x03")
        session.listen(0.5)
        session.seen = b""
        session.type(b"hints nonsense-at-the-end\r")
        if not session.expect(b"error:"):
            return "no answer at the end"
        return None
    finally:
        died = session.end()
        shutil.rmtree(home, ignore_errors=True)
        if died:
            print(f"session {seed}: ended by signal {died}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--keys", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--program", default=str(ROOT / ".build/release/debut"))
    words = parser.parse_args()
    failed = 0
    for seed in range(words.seed, words.seed + words.sessions):
        fault = run(words.program, seed, words.keys)
        if fault:
            failed += 1
            print(f"session {seed}: {fault}", file=sys.stderr)
    print(f"{words.sessions} sessions of {words.keys} keys, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
