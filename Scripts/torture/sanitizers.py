"""All tests under the address and the thread sanitizer."""

import os
import re
import subprocess

from program import Report

# Plugins are compiled without the sanitizer, so a program with it does not load them. Tests that expect a trap fork from
# many threads, which the sanitizer of threads does not survive, and those of the terminal start the program.
SKIPPED = {"address": ["--skip", "PluginCommandTests"],
           "thread": ["--skip", "PreconditionTests", "--skip", r"^TerminalTests\."]}


def run(root, kind):
    """Returns the report of the tests under a sanitizer."""
    report = Report(f"{kind} sanitizer", f"tests under the {kind} sanitizer", "no report, no failure")
    here = os.path.dirname(os.path.abspath(__file__))
    options = {
        "address": {"ASAN_OPTIONS": "detect_leaks=0"},
        "thread": {"TSAN_OPTIONS": f"suppressions={here}/thread-sanitizer.supp"},
    }[kind]
    # In release, one test after the other: in debug, all at once, they take ten times as long.
    flags = ["-c", "release", "-Xswiftc", "-enable-testing", f"--sanitize={kind}",
             "--scratch-path", f".build/{kind}-sanitizer"]
    subprocess.run(["swift", "build", "--build-tests", *flags], cwd=root, check=True, stdout=subprocess.DEVNULL)
    # Swift's own backtracer, in a process that a test expects to trap, reads whole pages of stacks.
    options["SWIFT_BACKTRACE"] = "enable=no"
    done = subprocess.run(["swift", "test", "--skip-build", "--no-parallel", *flags, *SKIPPED[kind]], cwd=root,
                          env=dict(os.environ, **options), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    text = done.stdout.decode("utf-8", "replace")
    with open(os.path.join(root, ".build", f"{kind}-sanitizer.log"), "w") as file:
        file.write(text)
    closing = re.search(r"Test run with (\d+) tests? in \d+ suites? (passed|failed).*", text)
    if closing:
        report.attempts = int(closing.group(1))
    else:
        report.fault("no closing line", text[-1000:])
    for found in re.findall(r"SUMMARY: \w+Sanitizer: .*", text):
        report.fault("report", found[:300])
    for found in re.findall(r"✘ Test .* recorded an issue.*", text):
        report.fault("failed", found[:300])
    return report
