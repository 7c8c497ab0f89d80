"""Sessions at a pseudo-terminal, with random harmless keys."""

import os
import re
import subprocess
import sys

from program import Report, environment


def run(binary, folder, count, seed):
    """Returns the report of `count` sessions by Scripts/fuzz-terminal.py."""
    report = Report("terminal", "sessions of random keys at a terminal", "no death; the prompt answers at the end")
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fuzz-terminal.py")
    done = subprocess.run([sys.executable, script, "--sessions", str(count), "--seed", str(seed), binary], cwd=folder,
                          env=environment(folder), capture_output=True, text=True)
    report.attempts = count
    if done.returncode != 0:
        for row in (done.stdout + done.stderr).splitlines()[-20:]:
            report.fault("session", row)
    else:
        report.count("sessions that answered", int(re.search(r"(\d+)", done.stdout).group(1)) if re.search(r"\d", done.stdout) else count)
    return report
