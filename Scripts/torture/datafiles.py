"""Data sets that were damaged: bytes, fields, rows and files."""

import os
import random
import shutil

import otherfiles
from lines import prepare, without_times
from program import Ended, Program, Report

FIELDS = [
    b"", b" ", b"0", b"-1", b"-0", b"1e400", b"nan", b"inf", b"9223372036854775807", b"9223372036854775808", b"00005",
    b"1.0", b"5.5", b"1,5", b"abc", b'"', b'"a', b'a"b', b'"a""b"', b"\xff\xfe", b"\x00", b"\xc3", b"\xed\xa0\x80", b"\x1b[2J",
    b"x" * 3000, b"1" * 400, b"2015-03-04", b"1300001404.0", b"1300001404000", b"-62135596800", b"99999999999999999",
]
HEADERS = [b"userId,movieId,rating", b"userId,movieId,rating,timestamp,timestamp", b"rating,userId,movieId,time", b"a,b,c,d",
           b"", b",,,", b"userId;movieId;rating;timestamp", b"\xef\xbb\xbfuserId,movieId,rating,timestamp"]


def rows_of(generator, separator, header):
    """A small data set as rows of bytes."""
    rows = [header] if header else []
    for user in range(1, 13):
        for place, item in enumerate(generator.sample(range(1, 20), 8)):
            fields = [user, item, generator.randrange(1, 6), 10 ** 9 + 100 * user + place // 2]
            rows.append(separator.join(str(field).encode() for field in fields))
    return rows


def write_base(folder, generator):
    """A sound data set of one of the formats: its files."""
    kind = generator.randrange(4)
    if kind == 0:
        files = {"ratings.csv": rows_of(generator, b",", b"userId,movieId,rating,timestamp"),
                 "movies.csv": [b"movieId,title,genres"] + [f'{i},"Film {i}, The ({1950 + i})",Drama'.encode()
                                                             for i in range(1, 22)],
                 "tags.csv": [b"userId,movieId,tag,timestamp", b"1,2,dark,1000000000", b"2,3,\"odd, one\",1000000001"],
                 "links.csv": [b"movieId,imdbId,tmdbId", b"1,0000001,11", b"2,0000002,"]}
    elif kind == 1:
        files = {"ratings.dat": rows_of(generator, b"::", b""),
                 "movies.dat": [f"{i}::Film {i} ({1950 + i})::Drama|War".encode() for i in range(1, 22)]}
    elif kind == 2:
        files = {"u.data": rows_of(generator, b"\t", b""),
                 "u.item": [(f"{i}|Film {i} ({1950 + i})|01-Jan-{1950 + i}||http://x" + "|0" * 19).encode() for i in range(1, 22)]}
    else:
        files = {"ratings.csv": rows_of(generator, b",", b"userId,movieId,rating,timestamp")}
    return {name: b"\n".join(rows) + b"\n" for name, rows in files.items()}


def damage(content, generator):
    """One change of a file's bytes. Returns its kind and the new bytes."""
    kind = generator.choice(["byte", "byte", "field", "field", "field", "cut", "insert", "swap", "repeat", "header", "join",
                             "ends", "utf16", "zeros", "long", "quote"])
    rows = content.split(b"\n")
    row = generator.randrange(len(rows))
    if kind == "byte" and content:
        place = generator.randrange(len(content))
        content = content[:place] + bytes([generator.randrange(256)]) + content[place + 1:]
    elif kind == "field":
        separator = next((s for s in (b"::", b"\t", b"|", b",") if s in rows[row]), b",")
        fields = rows[row].split(separator)
        fields[generator.randrange(len(fields))] = generator.choice(FIELDS)
        rows[row] = separator.join(fields)
        content = b"\n".join(rows)
    elif kind == "cut":
        content = content[:generator.randrange(len(content) + 1)]
    elif kind == "insert":
        place = generator.randrange(len(content) + 1)
        content = content[:place] + generator.choice(FIELDS) + content[place:]
    elif kind == "swap":
        other = generator.randrange(len(rows))
        rows[row], rows[other] = rows[other], rows[row]
        content = b"\n".join(rows)
    elif kind == "repeat":
        content = b"\n".join(rows[:row] + [rows[row]] * generator.randrange(2, 50) + rows[row:])
    elif kind == "header":
        content = b"\n".join([generator.choice(HEADERS)] + rows[1:])
    elif kind == "join":
        content = b"\n".join(rows[:row]) + b"".join(rows[row:])
    elif kind == "ends":
        content = content.replace(b"\n", generator.choice([b"\r\n", b"\r", b"\n\n", b"\n\r", b" \n"]))
    elif kind == "utf16":
        content = content.decode("latin-1").encode(generator.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32"]))
    elif kind == "zeros":
        content = content + b"\0" * generator.choice([1, 7, 4096])
    elif kind == "long":
        rows[row] = rows[row] + b"," + b"9" * generator.choice([70000, 300000])
        content = b"\n".join(rows)
    elif kind == "quote":
        rows[row] = b'"' + rows[row]
        content = b"\n".join(rows)
    return kind, content


def text_files(place, generator):
    """Writes a damaged data set of text. Returns the path below `place`, empty for the folder, and what was done."""
    files = write_base(place, generator)
    kinds = []
    for _ in range(generator.choice([1, 1, 1, 2, 4])):
        name = generator.choice(sorted(files))
        kind, files[name] = damage(files[name], generator)
        kinds.append(f"{name}:{kind}")
    for name, content in files.items():
        with open(os.path.join(place, name), "wb") as file:
            file.write(content)
    return "" if generator.random() < 0.6 else generator.choice(sorted(files)), kinds


# What is damaged, and its share of the attempts.
FAMILIES = [("text", text_files, 1), ("packed files", otherfiles.packed, 5), ("databases", otherfiles.database, 5),
            ("JSON lines", otherfiles.lines, 5)]
# The memory that a program may ask for, and the resident memory in MB that none may reach.
ADDRESSES, PEAK = 8 << 30, 1500


def run(binary, folder, count, seed):
    """Returns the report of `count` damaged data sets of text, and of a fifth of that of each other family."""
    report = Report("data files", "damaged data sets", "no death, no hang, bounded memory; read and told, or refused with the place")
    prepare(folder)
    for family, make, share in FAMILIES:
        attack(binary, folder, max(1, count // share), f"{seed}.{family}" if share > 1 else seed, family, make, report)
    greater(binary, folder, report)
    return report


def attack(binary, folder, count, seed, family, make, report):
    """Loads `count` damaged data sets of a family."""
    program = None
    for number in range(count):
        generator = random.Random(f"{seed}.{number}")
        if program is None:
            program = Program(binary, folder, addresses=ADDRESSES)
            program.ask("load tiny")
            _, before = program.ask("train item-mean")
        place = os.path.join(folder, "damaged")
        shutil.rmtree(place, ignore_errors=True)
        os.makedirs(place)
        name, kinds = make(place, generator)
        path = f"damaged/{name}" if name else "damaged"
        case = f"{family}, case {number}, load {path}, {kinds}"
        report.attempts += 1
        try:
            answers, after = program.ask(f"load {path}")
            error = next((a["error"] for a in answers if "error" in a), None)
            if error is None:
                report.count(f"{family} loaded")
                for line in ("data", "data sample --count 3", "train bias --as t", "evaluate t", 'predict 3 --history "2=4"',
                             "recommend --top 3"):
                    program.ask(line)
                program.ask("load tiny")
                _, before = program.ask("train item-mean")
            else:
                report.count(f"{family} refused")
                if "damaged" not in error:
                    report.fault("a refusal without the file's name", f"{case}: {error[:200]}")
                if without_times(before) != without_times(after):
                    report.fault("a refused file changed the session", f"{case}: {error[:200]}")
            keep_peak(program, case, report)
        except Ended as end:
            program = None
            report.fault(end.kind, f"{case}: status {end.status}: {end.errors[-500:]}")
            shutil.copytree(place, os.path.join(folder, f"fault-{family.replace(' ', '-')}-{number}"), dirs_exist_ok=True)
    if program:
        program.end()


def keep_peak(program, case, report):
    """Keeps the highest peak of memory, and calls one that is too high a fault."""
    peak = program.peak()
    report.figures["highest peak of memory in MB"] = max(peak, report.figures.get("highest peak of memory in MB", 0))
    if peak > PEAK:
        report.fault("memory", f"{case}: {peak} MB")


def greater(binary, folder, report):
    """Loads files that unpack to a hundred gigabytes: `--max-size` stops them, and tells."""
    for name in otherfiles.bombs(folder):
        size = os.path.getsize(os.path.join(folder, name))
        report.attempts += 1
        try:
            program = Program(binary, folder, addresses=ADDRESSES)
            program.ask("load tiny")
            answers, _ = program.ask(f"load {name} --max-size 200MB", patience=120.0)
            error = next((a["error"] for a in answers if "error" in a), "")
            if "--max-size" in error and name in error:
                report.count("files that unpack to 100 GB stopped and told")
            else:
                report.fault("a size without a bound", f"{name} of {size} bytes: {error[:200] or 'loaded'}")
            keep_peak(program, name, report)
            program.end()
        except Ended as end:
            report.fault(end.kind, f"{name} of {size} bytes: status {end.status}: {end.errors[-500:]}")
