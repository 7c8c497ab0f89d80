"""Packed files, databases and JSON lines that were damaged, and archives that unpack to a hundred gigabytes."""

import bz2
import gzip
import io
import json
import lzma
import os
import shutil
import sqlite3
import subprocess
import tarfile
import zipfile


def rows_of(generator):
    """Rows of a small data set: user, item, stars, time."""
    rows = []
    for user in range(1, 13):
        for place, item in enumerate(generator.sample(range(1, 20), 8)):
            rows.append((user, item, generator.randrange(1, 6), 10 ** 9 + 100 * user + place // 2))
    return rows


def table_of(rows):
    return b"userId,movieId,rating,timestamp\n" + b"".join(b"%d,%d,%d,%d\n" % row for row in rows)


def damage(content, generator, least=0):
    """One change of bytes from `least` on. Returns its kind and the new bytes."""
    kind = generator.choice(["byte", "byte", "byte", "bytes", "cut", "insert", "zeros", "repeat", "tail", "number"])
    content = bytearray(content)
    place = generator.randrange(min(least, len(content) - 1), len(content))
    if kind == "byte":
        content[place] ^= 1 << generator.randrange(8)
    elif kind == "bytes":
        for _ in range(generator.randrange(2, 20)):
            content[generator.randrange(least, len(content))] = generator.randrange(256)
    elif kind == "cut":
        del content[place:]
    elif kind == "insert":
        content[place:place] = generator.randbytes(generator.randrange(1, 40))
    elif kind == "zeros":
        content[place:place + 64] = bytes(len(content[place:place + 64]))
    elif kind == "repeat":
        content[place:place] = content[place:place + 512] * generator.randrange(1, 30)
    elif kind == "tail":
        content += generator.randbytes(generator.randrange(1, 600))
    else:
        value = generator.choice([0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF])
        content[place:place + 4] = value.to_bytes(4, generator.choice(["little", "big"]))
    return kind, bytes(content)


def damages(content, generator, rounds, starts):
    """Several changes, of bytes from one of `starts` on. Returns the new bytes and the kinds of the changes."""
    kinds = []
    for _ in range(generator.choice(rounds)):
        kind, content = damage(content, generator, least=generator.choice(starts))
        kinds.append(kind)
        if len(content) < 16:
            break
    return content, kinds


# MARK: Packed files

def run_packer(words, content):
    return subprocess.run(words, input=content, stdout=subprocess.PIPE, check=True).stdout


def zipped(members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def tarred(members):
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target.getvalue()


def seven_zipped(members, folder):
    inside = os.path.join(folder, "inside")
    os.makedirs(inside)
    for name, content in members.items():
        with open(os.path.join(inside, os.path.basename(name)), "wb") as file:
            file.write(content)
    path = os.path.join(folder, "made.7z")
    subprocess.run(["bsdtar", "-a", "-cf", path, *os.listdir(inside)], cwd=inside, check=True)
    with open(path, "rb") as file:
        content = file.read()
    shutil.rmtree(inside)
    os.remove(path)
    return content


def kinds_of_packed():
    """The endings that can be made here: two need programs."""
    return ["gz", "xz", "bz2", "zip", "tar"] + ["zst"] * bool(shutil.which("zstd")) + ["7z"] * bool(shutil.which("bsdtar"))


def packed(folder, generator):
    """Writes a damaged packed file. Returns its name and what was done."""
    ending = generator.choice(kinds_of_packed())
    text = table_of(rows_of(generator))
    members = {"set/ratings.csv": text, "set/movies.csv": b"movieId,title,genres\n1,Heat (1995),Drama\n"}
    content = {
        "gz": lambda: gzip.compress(text), "xz": lambda: lzma.compress(text), "bz2": lambda: bz2.compress(text),
        "zst": lambda: run_packer(["zstd", "-q", "-c"], text), "zip": lambda: zipped(members), "tar": lambda: tarred(members),
        "7z": lambda: seven_zipped(members, folder),
    }[ending]()
    # Most keep the mark at the start, so that the damage is met by what unpacks.
    content, kinds = damages(content, generator, rounds=[1, 1, 1, 2, 4], starts=[0, 6, 6, 6])
    return write(folder, f"ratings.csv.{ending}" if ending not in ("zip", "tar", "7z") else f"set.{ending}", content), kinds


def write(folder, name, content):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)
    return name


# MARK: Databases and JSON lines

def database(folder, generator):
    """Writes a damaged database of SQLite. Returns its name and what was done."""
    path = os.path.join(folder, "ratings.db")
    link = sqlite3.connect(path)
    link.execute(f"PRAGMA page_size = {generator.choice([512, 1024, 4096])}")
    form = generator.choice(["userId INTEGER, movieId INTEGER, rating REAL, timestamp INTEGER", "userId, movieId, rating, timestamp",
                             "userId TEXT, movieId TEXT, rating REAL, timestamp INTEGER, PRIMARY KEY (userId, movieId)"])
    link.execute(f"CREATE TABLE ratings ({form})")
    if generator.random() < 0.3:
        link.execute("CREATE VIEW newest AS SELECT * FROM ratings ORDER BY timestamp DESC")
    link.executemany("INSERT INTO ratings VALUES (?, ?, ?, ?)", rows_of(generator))
    link.commit()
    link.close()
    with open(path, "rb") as file:
        content = file.read()
    content, kinds = damages(content, generator, rounds=[1, 1, 2, 4, 16], starts=[0, 16, 16, 16])
    return write(folder, "ratings.db", content), kinds


VALUES = [
    "null", "true", "-1", "1e400", "1e999999", "0.1e1", "9223372036854775808", '""', '"\\u0000"', '"\\ud800"', '"\\q"', "[", "]", "{",
    "[" * 3000, '{"a":' * 500 + "1" + "}" * 500, '"' + "x" * 70000 + '"', "01", "NaN", "'1'", '"a', "1 2", "\t7\t", '"1,2"', '"\\"',
]


def lines(folder, generator):
    """Writes damaged JSON lines. Returns their name and what was done."""
    text_ids = generator.random() < 0.5
    rows = []
    for user, item, stars, time in rows_of(generator):
        row = {"userId": f"u{user}" if text_ids else user, "movieId": item, "rating": stars + 0.5, "timestamp": time}
        if text_ids:
            row["note"] = 'a "b" \\ \n é 😀'
        rows.append(json.dumps(row, separators=generator.choice([(",", ":"), (", ", ": ")])))
    kinds = []
    for _ in range(generator.choice([1, 1, 1, 2, 4])):
        place = generator.randrange(len(rows))
        kind = generator.choice(["value", "value", "value", "byte", "cut", "join", "repeat", "bytes"])
        if kind == "value":
            fields = rows[place].split(":")
            fields[generator.randrange(len(fields))] = generator.choice(VALUES)
            rows[place] = ":".join(fields)
        elif kind == "byte":
            at = generator.randrange(len(rows[place]) + 1)
            rows[place] = rows[place][:at] + chr(generator.randrange(256)) + rows[place][at + 1:]
        elif kind == "cut":
            rows[place] = rows[place][:generator.randrange(len(rows[place]) + 1)]
        elif kind == "join" and place + 1 < len(rows):
            rows[place:place + 2] = [rows[place] + rows[place + 1]]
        elif kind == "repeat":
            rows[place:place] = [rows[place]] * generator.randrange(2, 300)
        kinds.append(kind)
    content = "\n".join(rows).encode("utf-8", "surrogateescape") + b"\n"
    if "bytes" in kinds:
        content = damage(content, generator, least=1)[1]
    return write(folder, "ratings.jsonl", content), kinds


# MARK: Archives that are larger than they look

# A row, its number in one piece, and the pieces in a row: a hundred gigabytes. (Zeros would be an empty tar archive.)
ROW, ROWS, PIECES = b"1,2,3.5,1300000000\n", 5_263_158, 1000


def bombs(folder):
    """Writes files that unpack to a hundred gigabytes, one after the other. Yields their names."""
    rows = ROW * ROWS
    makers = {"bz2": lambda: bz2.compress(rows), "xz": lambda: lzma.compress(rows, preset=0), "gz": lambda: gzip.compress(rows, 9)}
    if shutil.which("zstd"):
        makers["zst"] = lambda: run_packer(["zstd", "-q", "-c", "-9"], rows)
    for ending, make in makers.items():
        piece = make()
        path = os.path.join(folder, f"many.csv.{ending}")
        with open(path, "wb") as file:
            for _ in range(PIECES):
                file.write(piece)
        yield os.path.basename(path)
        os.remove(path)
