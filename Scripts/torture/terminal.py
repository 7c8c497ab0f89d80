"""Sessions at a pseudo-terminal, with random harmless keys."""

import os
import re
import subprocess
import sys

from program import Report, environment


# Sessions mostly wait.
AT_ONCE = 8


def run(binary, folder, count, seed):
    """Returns the report of `count` sessions by Scripts/fuzz-terminal.py."""
    report = Report("terminal", "sessions of random keys at a terminal", "no death; the prompt answers at the end")
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fuzz-terminal.py")
    running = []
    for place in range(AT_ONCE):
        sessions = count // AT_ONCE + (place < count % AT_ONCE)
        if sessions:
            words = ["--sessions", str(sessions), "--seed", str(10_000 * seed + 1_000 * place), "--program", binary]
            running.append(subprocess.Popen([sys.executable, script, *words], cwd=folder, env=environment(folder),
                                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
    report.attempts = count
    failed = 0
    for process in running:
        output, _ = process.communicate()
        found = re.search(r"(\d+) failed", output)
        failed += int(found.group(1)) if found else 1
        if process.returncode != 0:
            for row in output.splitlines():
                report.fault("session", row[:300])
    report.figures["sessions that answered at the end"] = count - failed
    return report
