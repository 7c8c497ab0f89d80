"""A running Debut that takes lines and answers in JSON, and what became of it."""

import json
import os
import resource
import select
import signal
import subprocess
import time

# A line that is still busy after so many seconds is interrupted, and the program is to end soon after.
PATIENCE = 8.0
# A program that goes on for so many seconds after an interruption counts as hung.
STUBBORN = 20.0


class Ended(Exception):
    """The program is gone: `died` by a signal, `hung` until it was killed, or ended after an interruption."""

    def __init__(self, kind, status, errors, waited=0.0):
        super().__init__(kind)
        self.kind, self.status, self.errors, self.waited = kind, status, errors, waited


def environment(home):
    """The variables of a program that touches nothing outside `home`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DEBUT_") or key == "DEBUT_KERNELS"}
    return dict(kept, HOME=home, XDG_STATE_HOME=home, DEBUT_HISTORY="", SWIFT_BACKTRACE="enable=no", TERM="dumb")


def is_death(status):
    """Returns true if an exit status is that of a signal which nobody sent on purpose."""
    return status < 0 and -status not in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL) or status > 130


class Program:
    """One process, to which lines are written one at a time.

    After each line the mode and the output are set back and `show` is asked, whose answer ends the answers of the
    line and says what the session holds.
    """

    def __init__(self, binary, folder, *options, addresses=None):
        """Starts it; `addresses` bounds the bytes of memory that it may ask for."""
        self.errors_path = os.path.join(folder, f".errors-{os.getpid()}-{id(self)}")
        self.errors = open(self.errors_path, "wb")
        self.process = subprocess.Popen(
            [binary, "--no-init", "--mode", "json", "--keep-going", *options], cwd=folder, env=environment(folder),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, bufsize=0,
            preexec_fn=addresses and (lambda: resource.setrlimit(resource.RLIMIT_AS, (addresses, addresses))))
        self.buffer = b""

    def ask(self, line, patience=PATIENCE):
        """Returns the answers of a line, and what the session holds after it. Throws `Ended`."""
        data = line if isinstance(line, bytes) else line.encode("utf-8", "surrogateescape")
        try:
            self.process.stdin.write(data + b"\nmode json\noutput\nshow\n")
        except BrokenPipeError:
            raise self._ended(0.0) from None
        answers = []
        deadline = time.monotonic() + patience
        while True:
            row = self._row(deadline)
            if row is None:
                raise self._interrupted()
            try:
                answer = json.loads(row)
            except ValueError:
                answers.append({"unreadable": row[:200].decode("utf-8", "replace")})
                continue
            if isinstance(answer, dict) and answer.get("command") == "show" and "rows" in answer:
                answers.append(answer)
                # The line itself may be `show`: the last one that is ready counts.
                if not self._is_ready():
                    return answers[:-1], answer
                continue
            answers.append(answer)

    def peak(self):
        """The highest resident memory in MB; 0 where the system does not say."""
        try:
            with open(f"/proc/{self.process.pid}/status") as status:
                return next((int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")), 0)
        except OSError:
            return 0

    def end(self):
        """Ends the program. Returns the exit status."""
        try:
            self.process.stdin.close()
            status = self.process.wait(timeout=STUBBORN)
        except (subprocess.TimeoutExpired, OSError):
            self.process.kill()
            status = self.process.wait()
        self._clear()
        return status

    def _is_ready(self):
        return b"\n" in self.buffer or bool(select.select([self.process.stdout], [], [], 0.0005)[0])

    def _row(self, deadline):
        while b"\n" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                return None
            piece = os.read(self.process.stdout.fileno(), 1 << 16)
            if not piece:
                raise self._ended(0.0)
            self.buffer += piece
        row, self.buffer = self.buffer.split(b"\n", 1)
        return row

    def _interrupted(self):
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.communicate(timeout=STUBBORN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return Ended("hung", self.process.returncode, self._text(), time.monotonic() - began)
        except (BrokenPipeError, ValueError):
            self.process.wait()
        waited = time.monotonic() - began
        kind = "died" if is_death(self.process.returncode) else "interrupted"
        return Ended(kind, self.process.returncode, self._text(), waited)

    def _ended(self, waited):
        status = self.process.wait()
        return Ended("died" if is_death(status) else "left", status, self._text(), waited)

    def _text(self):
        self.errors.flush()
        with open(self.errors_path, "rb") as file:
            text = file.read()[-1500:].decode("utf-8", "replace")
        self._clear()
        return text

    def _clear(self):
        self.errors.close()
        if os.path.exists(self.errors_path):
            os.remove(self.errors_path)


class Report:
    """What a part of the torture found."""

    def __init__(self, part, what, promise):
        self.part, self.what, self.promise = part, what, promise
        self.attempts = 0
        self.figures = {}
        self.faults = []

    def count(self, name, by=1):
        self.figures[name] = self.figures.get(name, 0) + by

    def fault(self, kind, evidence):
        """Keeps evidence of a broken promise."""
        self.count("faults: " + kind)
        self.faults.append((kind, evidence))
