"""Interruptions at a pseudo-terminal while the program works on large data, and the time until the next prompt."""

import array
import fcntl
import os
import pty
import random
import select
import signal
import statistics
import struct
import termios
import time

from lines import describe
from program import Report, environment

# The promise, and what the tests allow, as machines are shared.
PROMISE = 0.5
LIMIT = 1.0
# A command that goes on for so many seconds after an interruption counts as hung.
STUBBORN = 60.0
PROMPT = b"debut> "
# The users, the ratings of each, and the items of the two data sets at scale 1.
SHAPES = {"ratings": (30_000, 100, 10_000), "users": (1_000_000, 5, 100_000)}


def write_ratings(path, users, each, items, seed):
    """Writes a data set: a few items have most ratings, and a rating depends on item and user."""
    generator = random.Random(seed)
    rand = generator.random
    quality = array.array("d", (rand() * 3 for _ in range(items)))
    with open(path, "w") as file:
        file.write("userId,movieId,rating,timestamp\n")
        rows = []
        for user in range(1, users + 1):
            kindness = rand() * 1.5
            when = 1_000_000_000 + int(rand() * 100_000_000)
            had = set()
            while len(had) < min(each, items // 2):
                item = int(items * rand() ** 2)
                if item in had:
                    continue
                had.add(item)
                when += int(rand() * 1_000)
                stars = min(5.0, max(0.5, round(2 * (quality[item] + kindness + rand())) / 2))
                rows.append(f"{user},{item + 1},{stars},{when}\n")
            if len(rows) > 100_000:
                file.writelines(rows)
                rows = []
        file.writelines(rows)


class Terminal:
    """The program at a pseudo-terminal."""

    def __init__(self, binary, folder):
        self.text = b""
        self.process, self.end = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execve(binary, [binary, "--no-init", "--no-ask"], dict(environment(folder), PAGER="cat"))
        fcntl.ioctl(self.end, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 250, 0, 0))
        self.wait(PROMPT, 30)

    def wait(self, what, seconds):
        """Reads until `what` stands in the text, and drops all up to it. Returns what was before it, or None."""
        deadline = time.monotonic() + seconds
        while what not in self.text:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.end], [], [], left)[0]:
                return None
            try:
                piece = os.read(self.end, 1 << 16)
            except OSError:
                piece = b""
            if not piece:
                raise EOFError(self.text[-500:].decode("utf-8", "replace"))
            self.text += piece
        before, self.text = self.text.split(what, 1)
        return before

    def type(self, line):
        os.write(self.end, line.encode() + b"\r")
        self.wait(b"\n", 5)

    def run(self, line, seconds=600):
        """Runs a line to its end. Returns the seconds that it took, and what was shown."""
        began = time.monotonic()
        self.type(line)
        shown = self.wait(PROMPT, seconds)
        if shown is None:
            raise TimeoutError(line)
        return time.monotonic() - began, shown.decode("utf-8", "replace")

    def interrupt(self, line, after):
        """Types a line, and Ctrl-C `after` seconds. Returns the seconds until the prompt, those of them that the
        program did not wait for a core, and what was shown; None for the seconds if the line had ended before."""
        self.type(line)
        shown = self.wait(PROMPT, after)
        if shown is not None:
            return None, None, shown.decode("utf-8", "replace")
        waited = self.wait_for_cores()
        began = time.monotonic()
        os.write(self.end, b"\x03")
        shown = self.wait(PROMPT, STUBBORN)
        if shown is None:
            raise TimeoutError(line)
        seconds = time.monotonic() - began
        own = max(seconds - (self.wait_for_cores() - waited), 0)
        return seconds, own, shown.decode("utf-8", "replace")

    def wait_for_cores(self):
        """The seconds that the program's first thread was ready to run and had no core; 0 where nobody counts them."""
        try:
            with open(f"/proc/{self.process}/schedstat") as file:
                return int(file.read().split()[1]) / 1e9
        except OSError:
            return 0.0

    def close(self):
        try:
            os.kill(self.process, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.process, 0)
        os.close(self.end)


class Stopped(str):
    """A line that is stopped after some seconds, before what is measured."""

    def __new__(cls, line, seconds):
        made = super().__new__(cls, line)
        made.seconds = seconds
        return made


# Models that cost more than they show here: an ensemble is its members.
LEFT_OUT = ("ensemble",)


def commands(models, data):
    """The lines that are interrupted, with what must stand before each in a session of its own."""
    load = f"load {data}"
    # Trained for the commands that need models: quick ones, and one whose file is large, which is as large when its
    # training is stopped.
    quick = [load, "train bias", "train item-mean"]
    large = [load, Stopped("train latent-cf --epochs 1", 30)]
    plain = quick + ["mode csv", "evaluate bias item-mean"]
    lines = [([], load)]
    lines += [([load], f"train {model} --as x") for model in models if model not in LEFT_OUT]
    lines += [
        # Few users: nearly all of the time is that of single steps, each of which takes seconds.
        (["load demo"], "train gru-sequence hidden=4096 --as x"),
        ([load], "train deep-cf --patience 2 --as x"),
        (quick, "evaluate bias item-mean"),
        (quick, "evaluate bias item-mean --predictions out.csv --force"),
        (quick, "evaluate bias item-mean --fold all"),
        (quick, "compare bias item-mean"),
        (quick, "similar 1"),
        (quick, "recommend --users people.csv"),
        (quick, "recommend --users people.csv --out out.csv"),
        (plain, "plot ratings"), (plain, "plot history"), (plain, "bench load"), (plain, "bench train"),
        (plain, "bench serve"),
        (large, "save big.safetensors"),
        (large, "save --session kept"),
        (large + ["mode csv"], "plot items"),
        (large, "evaluate latent-cf"),
        (large + ["save kept.safetensors"], "open kept.safetensors --as y"),
        (large + ["save --session there"], "open --session there"),
    ]
    return lines


# The moments of Ctrl-C, as shares of a command's length, and the seconds after which a command counts as that long.
MOMENTS = (0.02, 0.05, 0.25, 0.5, 0.75, 0.9)
LONGEST = 5.0


def measure(terminal, line, longest=LONGEST, moments=MOMENTS):
    """Interrupts a line at each moment. Returns pairs of seconds as `interrupt` does; lines that ended before give
    none."""
    began = time.monotonic()
    waited, own, shown = terminal.interrupt(line, longest)
    if waited is None and "made no example" in shown:
        return []
    if waited is None and "error" in shown:
        raise ValueError(f"it failed: {shown[-200:]!r}")
    found = [] if waited is None else [(waited, own)]
    length = longest if found else time.monotonic() - began
    for moment in moments:
        waited, own, shown = terminal.interrupt(line, moment * length)
        if waited is not None:
            found.append((waited, own))
            if "stopping ..." not in shown:
                raise ValueError(f"Ctrl-C was not answered: {shown[-200:]!r}")
    return found


def run(binary, folder, scale, seed, only=None, longest=LONGEST):
    """Returns the report of interruptions on both data sets, whose numbers of users are multiplied by `scale`."""
    report = Report("atscale", "interruptions at a terminal, of work on large data", "the prompt within half a second")
    models = [row["name"] for row in describe(binary, folder, "models")[0]["rows"]]
    times = []
    for name, (users, each, items) in SHAPES.items():
        path = os.path.join(folder, f"{name}.csv")
        if not os.path.exists(path):
            write_ratings(path, max(round(users * scale), 20), each, items, seed)
        with open(os.path.join(folder, "people.csv"), "w") as file:
            file.write("user\n" + "".join(f"{user}\n" for user in range(1, max(round(users * scale), 20) // 10)))
        terminal, before = None, None
        for first, line in commands(models, path):
            if only and not only.search(line):
                continue
            try:
                if terminal is None or before != first:
                    if terminal:
                        terminal.close()
                    terminal, before = Terminal(binary, folder), first
                    for each_line in first:
                        if isinstance(each_line, Stopped):
                            terminal.interrupt(each_line, each_line.seconds)
                        else:
                            terminal.run(each_line)
                found = measure(terminal, line, longest)
            except (EOFError, TimeoutError, ValueError) as fault:
                report.fault(type(fault).__name__, f"{name}: {line}: {fault}")
                if terminal:
                    terminal.close()
                terminal = None
                continue
            report.attempts += len(found)
            times += found
            shown = line.replace(path, "DATA")
            if found:
                own = [value for _, value in found]
                report.figures[f"  {name}: {shown}"] = (
                    f"median {statistics.median(own):.2f}, longest {max(own):.2f} of {len(own)}; with waits for a core "
                    f"longest {max(value for value, _ in found):.2f}")
                if max(own) > LIMIT:
                    report.fault("slow to stop", f"{max(own):.2f} s: {name}: {shown}")
            print(f"  {name}: {shown}: {' '.join(f'{own:.2f}({all:.2f})' for all, own in found) or 'ended before'}",
                  flush=True)
        if terminal:
            terminal.close()
    if times:
        own = [value for _, value in times]
        report.figures["seconds until the prompt, median"] = round(statistics.median(own), 3)
        report.figures["seconds until the prompt, longest"] = round(max(own), 3)
        report.figures["within half a second"] = sum(value <= PROMISE for value in own)
    return report
