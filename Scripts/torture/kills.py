"""Programs that are killed while they write, and what the next one finds."""

import hashlib
import json
import os
import random
import signal
import subprocess
import time

from lines import prepare
from program import Report, environment

STATES = {"A": ["item-mean", "bias"], "B": ["global-mean", "mf factors=2"]}


def start(binary, folder, lines):
    """Starts a program that runs lines."""
    arguments = [word for line in lines for word in ("-c", line)]
    return subprocess.Popen([binary, "--no-init", "--mode", "json", *arguments], cwd=folder, env=environment(folder),
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(binary, folder, lines):
    """Returns the exit status and the answers of lines."""
    process = start(binary, folder, lines)
    output, errors = process.communicate(timeout=120)
    answers = []
    for row in output.splitlines():
        try:
            answers.append(json.loads(row))
        except ValueError:
            answers.append({"unreadable": row.decode("utf-8", "replace")})
    return process.returncode, answers, errors.decode("utf-8", "replace")


def killed(process, seconds):
    """Kills a program after some seconds. Returns true if it was still running."""
    time.sleep(seconds)
    running = process.poll() is None
    if running:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    return running


def preparing(state):
    """Lines that make a state: two models under the same two names, and a person's ratings."""
    first, second = STATES[state]
    stars = "5" if state == "A" else "1"
    return ["load tiny", f"train {first} --as one", f"train {second} --as two", f"rate 1 {stars}"]


def held(binary, folder):
    """Returns the state that a saved session holds, or the reason why it holds none."""
    status, answers, errors = finish(binary, folder, ["open --session S", "show", "predict 2 --user 1"])
    if status != 0:
        return next((a["error"] for a in answers if "error" in a), errors[-300:] or f"status {status}")
    models = sorted(row["model"] for row in answers[1]["rows"])
    for state, recipes in STATES.items():
        if models == sorted(recipe.split()[0] for recipe in recipes):
            return state
    return "mixed: " + "+".join(models)


def run(binary, folder, count, seed, attempt_seconds=None):
    """Returns the report of `count` kills: of saved sessions, of saved models, and of kept evaluations."""
    report = Report("kills", "kills while files are written", "the old or the new file, whole; the next save leaves no remains")
    prepare(folder)
    generator = random.Random(seed)
    saves = ["save --session S"] * 40

    state = "A"
    status, _, errors = finish(binary, folder, preparing(state) + ["save --session S"])
    assert status == 0, errors
    began = time.monotonic()
    finish(binary, folder, preparing("B") + saves[:10])
    length = time.monotonic() - began
    finish(binary, folder, preparing(state) + ["save --session S"])
    for number in range(count // 2):
        other = "B" if state == "A" else "A"
        process = start(binary, folder, preparing(other) + saves)
        if not killed(process, generator.random() * length * 1.5):
            report.count("ended before it was killed")
        report.attempts += 1
        found = held(binary, folder)
        if found not in STATES:
            report.fault("a session is not whole", f"kill {number}: {found}")
            finish(binary, folder, preparing(state) + ["save --session S"])
        else:
            report.count("old session" if found == state else "new session")
            state = found
    finish(binary, folder, preparing(state) + ["save --session S"])
    names = sorted(os.listdir(os.path.join(folder, "S")))
    listed = len([name for name in names if name.endswith(".safetensors")])
    hidden = [name for name in names if name.startswith(".") and "lock" not in name]
    if listed != 2 or hidden:
        report.fault("remains of killed saves", " ".join(names))

    model = os.path.join(folder, "m.safetensors")
    finish(binary, folder, ["load tiny", "train bias", "save m.safetensors"])
    began = time.monotonic()
    finish(binary, folder, ["load tiny", "train mf factors=64"] + ["save m.safetensors"] * 5)
    length = time.monotonic() - began
    for number in range(count // 3):
        recipe = generator.choice(["bias", "mf factors=64"])
        process = start(binary, folder, ["load tiny", f"train {recipe}"] + ["save m.safetensors"] * 20)
        killed(process, generator.random() * length * 2)
        report.attempts += 1
        status, answers, errors = finish(binary, folder, ["open m.safetensors", 'predict 3 --history "2=4"'])
        if status != 0:
            report.fault("a model file is not whole", f"kill {number}: {answers[-1:]} {errors[-200:]}")
        else:
            report.count("whole model files")
    finish(binary, folder, ["load tiny", "train bias", "save m.safetensors"])
    remains = [name for name in os.listdir(folder) if "m.safetensors" in name and name != os.path.basename(model)]
    if remains:
        report.fault("remains of killed saves", " ".join(remains))

    line = "evaluate bias mf item-mean --fold all --seeds 2 --out table.csv"
    finish(binary, folder, ["load tiny", line])
    wanted = without_seconds(os.path.join(folder, "table.csv"))
    for number in range(count - report.attempts):
        kept = f"kept-{number // 4}"
        began = time.monotonic()
        process = start(binary, folder, ["load tiny", line + f" --resume {kept}"])
        killed(process, generator.random() * 0.25)
        report.attempts += 1
        if number % 4 == 3:
            table = os.path.join(folder, "table.csv")
            os.remove(table) if os.path.exists(table) else None
            status, answers, errors = finish(binary, folder, ["load tiny", line + f" --resume {kept}"])
            if status != 0 or without_seconds(table) != wanted:
                report.fault("a resumed evaluation differs", f"kill {number}: status {status}: {errors[-300:]}")
            else:
                report.count("evaluations resumed to the same table")
    return report


def without_seconds(path):
    """A digest of a table without its columns of seconds."""
    with open(path) as file:
        rows = [row.rstrip("\n").split(",") for row in file]
    kept = [place for place, name in enumerate(rows[0]) if "seconds" not in name.lower()]
    text = "\n".join(",".join(row[place] for place in kept) for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()
