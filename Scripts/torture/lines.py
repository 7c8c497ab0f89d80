"""Hostile lines: every option of every model at both ends, and lines of random words."""

import json
import os
import random
import re
import subprocess

from program import Ended, Program, Report, environment

WORDS = [
    "", " ", "0", "-1", "1", "2", "5", "1e308", "-1e308", "nan", "inf", "-inf", "0x10", "1e-320", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "18446744073709551615", "18446744073709551616", "1_000", "١٢", "½",
    "a", "me", "all", "demo", "none", "x" * 5000, "é" * 300, "\u202e\u202d", "e\u0301" * 50, "\u0000".replace("\0", "\\0"),
    "=", "==", "a=", "=b", "a=b", "a=b=c", ",", ",,", "0,0", "0,1,2", "9,8", "10", "-0", "+1", "1.", ".5", "1,5", "--", "-",
    "---", "-x", "--x", "--as", "--top", "--epochs", "'", '"', "''", '""', "'a", 'a"', "\\", "\\\\", "#", "# a", ";", "|",
    "*", "~", "$HOME", "`id`", "%s%n", "\x1b[31m", "\x07", "\x7f", "\t", "\u200b", "\ufeff", "\U0001f600", "1=5", "2=4,3=5",
    "2=4, 3=nan", "1=99", "1=-1", "999999999=3", ",=,", "Alpha", '"Alpha (1990)"', '"item 3"', "item-mean", "mf", "bias",
    "item-mean,mf", "gru-hybrid", "fresh-users", "leave-last-out", "by-time", "tiny", "tiny/ratings.csv", "missing", ".",
    "..", "/", "/proc/version", "a.safetensors", "b.csv", "folder", "pipe", "model.safetensors", "0.5:5", "-10:10", "5:1",
    "1:1", ":", "nan:nan", "0:1e308", "lines.debut",
]
# Commands that would end the program, wait for a compiler, or measure for long are left out.
SKIPPED = {"quit", "bench", "plugin"}


def describe(binary, folder, *lines):
    """Returns the answers of a fresh program to lines."""
    arguments = [word for line in lines for word in ("-c", line)]
    run = subprocess.run([binary, "--no-init", "--mode", "json", *arguments], cwd=folder, env=environment(folder),
                         capture_output=True, check=True)
    return [json.loads(row) for row in run.stdout.splitlines()]


# The settings of every training: the ends of what is allowed, and what lies just beyond.
COMMON = {
    "--epochs": ["1", "100000", "0", "100001", "9223372036854775807"],
    "--batch": ["1", "2", "1000000", "0", "1000001"],
    "--seed": ["0", "18446744073709551615", "-1", "18446744073709551616"],
    "--threads": ["1", "2", "1024", "0", "1025"],
    "--patience": ["1", "100000", "0", "100001"],
    "--stop-after": ["1", "0", "100000"],
}


def ends_of(option):
    """The values that an option is tried with: its least and its greatest, or every word that it takes."""
    found = re.search(r"from (\S+) to (\S+)$", option["expected"])
    if found:
        return list(found.groups())
    if " or " in option["expected"]:
        return [word.strip(" ,") for word in re.split(r",| or ", option["expected"])]
    return ["", "x"]


def both_ends(binary, folder):
    """Lines that train every model with each option, those of its samplers too, and each common setting, at
    its least and its greatest. Losses and optimisers are options of the models that have a choice of them."""
    models, samplers = describe(binary, folder, "models", "samplers")
    helps = {row["name"]: describe(binary, folder, f"help {row['name']}")[0]["rows"]
             for row in models["rows"] + samplers["rows"]}
    lines = []
    for model in models["rows"]:
        train = f"train {model['name']}"
        lines += [f"{train} {option['name']}={value} --epochs 1 --as t"
                  for option in helps[model["name"]] for value in ends_of(option)]
        for common, values in COMMON.items():
            extra = "" if common == "--epochs" else " --epochs 1"
            lines += [f"{train} {common} {value}{extra} --as t" for value in values]
        # With the greatest batch too, as a batch of few examples is another one than of many.
        for sampler in samplers["rows"]:
            lines += [f"{train} --sampler {sampler['name']}{more} --epochs 1 --as t"
                      for more in ["", " --batch 1000000", " --patience 1"]]
            lines += [f"{train} --sampler {sampler['name']} {option['name']}={value} --epochs 1 --as t"
                      for option in helps[sampler["name"]] for value in ends_of(option)]
    return lines


def random_line(generator, commands):
    """A line of a command, or of none, with options of its own and words of all kinds."""
    if generator.random() < 0.05:
        return " ".join(generator.choice(WORDS) for _ in range(generator.randrange(1, 8)))
    command = generator.choice(commands)
    words = [command["name"]]
    for _ in range(generator.randrange(0, 6)):
        if command["options"] and generator.random() < 0.5:
            words.append(generator.choice(command["options"]))
        word = generator.choice(WORDS)
        quote = generator.choice(["", "", "", "'", '"'])
        words.append(quote + word + quote)
    if command["name"] == "train" and generator.random() < 0.9:
        words.append("--epochs 1")
    line = " ".join(words).replace("\n", " ").replace("\r", " ")
    if generator.random() < 0.1:
        place = generator.randrange(len(line) + 1)
        line = line[:place] + generator.choice(["\x01", "\x80", "'", '"', "\\", "\xff", "--", "="]) + line[place:]
    return line


def prepare(folder):
    """Writes the data and the files that lines speak of."""
    os.makedirs(os.path.join(folder, "tiny"), exist_ok=True)
    os.makedirs(os.path.join(folder, "folder"), exist_ok=True)
    generator = random.Random(1)
    with open(os.path.join(folder, "tiny", "ratings.csv"), "w") as file:
        file.write("userId,movieId,rating,timestamp\n")
        for user in range(1, 41):
            items = generator.sample(range(1, 31), 24 if user % 3 else 5)
            for place, item in enumerate(items):
                file.write(f"{user},{item},{generator.randrange(1, 11) / 2},{10 ** 9 + 50 * user + place // 2}\n")
    with open(os.path.join(folder, "tiny", "movies.csv"), "w") as file:
        file.write("movieId,title,genres\n1,Alpha (1990),Drama\n")
        for item in range(2, 36):
            file.write(f'{item},"Title {item}, The ({1950 + item})",Drama|War\n')
    with open(os.path.join(folder, "b.csv"), "w") as file:
        file.write("a,b\n1,2\n")
    with open(os.path.join(folder, "lines.debut"), "w") as file:
        file.write("show\nnosuch\nsource lines.debut\n")
    pipe = os.path.join(folder, "pipe")
    if not os.path.exists(pipe):
        os.mkfifo(pipe)


def without_times(show):
    """What a session holds, without what may change between two looks."""
    return json.dumps({key: value for key, value in show.items() if key != "mode"}, sort_keys=True)


def run(binary, folder, count, seed):
    """Returns the report of at least `count` lines."""
    report = Report("lines", "hostile lines", "no death, no hang; a failed line changes nothing")
    prepare(folder)
    commands = []
    for row in describe(binary, folder, "help")[0]["rows"]:
        name = row.get("name") or row["command"]
        if name not in SKIPPED:
            text = describe(binary, folder, f"help {name}")[0]["text"]
            commands.append({"name": name, "options": sorted(set(re.findall(r"--[a-z][a-z-]+", text)))})
    ends = both_ends(binary, folder)
    report.count("lines of options at their ends", len(ends))
    generator = random.Random(seed)
    lines = ends + [random_line(generator, commands) for _ in range(max(0, count - len(ends)))]

    program, before = None, None
    for line in lines:
        if program is None:
            program = Program(binary, folder)
            for preparing in ("load tiny", "train mf factors=2", "train item-mean", "rate 1 5"):
                _, before = program.ask(preparing)
        report.attempts += 1
        try:
            answers, after = program.ask(line)
        except Ended as end:
            program = None
            if end.kind == "interrupted":
                report.count("interrupted after 8 s")
                # A step of training is not cut, and one of the largest sizes takes seconds.
                if end.waited > 1:
                    report.count("of these stopped after more than 1 s")
            elif end.kind == "left":
                report.fault("left without being asked", f"{line[:300]!r}: {end.errors[-300:]}")
            else:
                report.fault(end.kind, f"{line[:300]!r}: status {end.status}: {end.errors[-600:]}")
            continue
        failed = [a for a in answers if "error" in a]
        report.count("refused" if failed else "answered")
        if any("unreadable" in a for a in answers) and not line.split()[:1] == ["mode"]:
            report.count("not JSON")
        # A file of several lines may fail after some of them have done their work.
        if failed and not line.lstrip().startswith("source") and without_times(before) != without_times(after):
            report.fault("a failed line changed the session", f"{line[:300]!r}: {failed[0]['error'][:200]}")
        before = after
        if report.attempts % 500 == 0:
            program.end()
            program = None
    if program:
        program.end()
    return report
