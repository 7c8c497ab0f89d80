"""Interruptions of what takes long, and the time until the program has stopped."""

import random
import signal
import statistics
import subprocess
import time

from lines import describe
from program import Report, environment, is_death

# A promise of half a second, and as much again for a machine that does other work.
LIMIT = 1.0


def run(binary, folder, count, seed):
    """Returns the report of `count` interruptions, shared out over all models, an evaluation and a measurement."""
    report = Report("interrupts", "interruptions while the program works", "stopped within half a second")
    models = [row["name"] for row in describe(binary, folder, "models")[0]["rows"]]
    lines = [f"train {model} --epochs 100000" for model in models if model not in ("ensemble",)]
    lines += ["train ensemble members=gru-hybrid,mf,gru-sequence", "evaluate gru-sequence mf --fold all", "bench train",
              "bench kernels"]
    generator = random.Random(seed)
    times = []
    for number in range(count):
        line = lines[number % len(lines)]
        process = subprocess.Popen(
            [binary, "--no-init", "-c", "load demo", "-c", line, "-c", "quit"], cwd=folder, env=environment(folder),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(0.15 + generator.random() * 2)
        if process.poll() is not None:
            process.communicate()
            report.count("ended before it was interrupted")
            continue
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        try:
            _, errors = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            report.fault("hung", line)
            continue
        waited = time.monotonic() - began
        times.append(waited)
        report.attempts += 1
        if is_death(process.returncode):
            report.fault("died", f"{line}: status {process.returncode}: {errors[-300:]!r}")
        elif waited > LIMIT:
            report.fault("slow to stop", f"{waited:.2f} s: {line}")
    if times:
        times.sort()
        report.figures["seconds until it stopped, median"] = round(statistics.median(times), 3)
        report.figures["seconds until it stopped, longest"] = round(times[-1], 3)
    return report
