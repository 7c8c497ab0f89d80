#!/usr/bin/env python3
"""Measures the start of the program: from its launch at a pseudo-terminal to the first prompt.

    python3 Scripts/bench/start.py [--program .build/release/debut] [--runs 50]

Prints median and minimum in milliseconds.
"""
import argparse
import os
import pty
import statistics
import time

PROMPT = b"debut> "


def start(program):
    """Seconds until the prompt stands."""
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(DEBUT_HISTORY="", DEBUT_INIT="", TERM="xterm", INPUTRC="/dev/null")
        os.execv(program, [program])
    seen = b""
    while PROMPT not in seen:
        seen += os.read(terminal, 4096)
    seconds = time.perf_counter() - began
    os.write(terminal, b"\x04")
    os.waitpid(child, 0)
    os.close(terminal)
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=".build/release/debut")
    parser.add_argument("--runs", type=int, default=50)
    options = parser.parse_args()
    # The first one reads the program from disk.
    start(options.program)
    times = [start(options.program) * 1000 for _ in range(options.runs)]
    print(f"start to prompt: median {statistics.median(times):.1f} ms, minimum {min(times):.1f} ms")


if __name__ == "__main__":
    main()
