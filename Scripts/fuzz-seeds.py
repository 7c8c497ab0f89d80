#!/usr/bin/env python3
"""Writes small sound data sets that the fuzzer starts from, each behind four bytes of options.

Usage: fuzz-seeds.py text|json|packed|database|items FOLDER
"""

import bz2
import gzip
import io
import json
import lzma
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import zipfile

ROWS = [(user, item, 1 + (user * item) % 5, 1300000000 + 100 * user + item) for user in range(1, 5) for item in range(1, 7)]


def delimited(separator, header=True, text=False, end="\n"):
    """Rows of text; ids are words if `text`."""
    rows = [separator.join(["userId", "movieId", "rating", "timestamp"])] if header else []
    for user, item, stars, time in ROWS:
        rows.append(separator.join([f"u{user}" if text else f"{user}", f"{item}", f"{stars}.5", f"{time}"]))
    return (end.join(rows) + end).encode()


def texts():
    for separator in (",", "\t", ";", "::", "|", " "):
        for header in (True, False):
            yield delimited(separator, header)
    yield delimited(",", text=True)
    yield delimited(",", end="\r\n")
    yield delimited(",").decode().encode("utf-16")
    yield b"user,item,kind,date\n" + b"".join(
        f'"{user}","{item}",{("view", "buy")[item % 2]},2011-03-1{item} 10:00:00\n'.encode() for user, item, _, _ in ROWS)
    yield "user;item;stars\n".encode() + b"".join(f"Zo\xeb{u};{i};{s},5\n".encode("latin-1") for u, i, s, _ in ROWS)
    yield b"user_id:token\titem_id:token\trating:float\ttimestamp:float\n" + b"".join(
        f"{u}\t{i}\t{s}\t{t}.0\n".encode() for u, i, s, t in ROWS)


def lines():
    def rows(make):
        return "".join(make(*row) + "\n" for row in ROWS).encode()

    yield rows(lambda u, i, s, t: json.dumps({"userId": u, "movieId": i, "rating": s, "timestamp": t}))
    yield rows(lambda u, i, s, t: f'{{"userId":"u{u}","movieId":"{i}","rating":{s}.5,"timestamp":{t}}}')
    yield rows(lambda u, i, s, t: json.dumps({
        "reviewText": 'a "b"\n\u00e9 \U0001f600', "helpful": [1, {"a": "]"}], "verified": True, "vote": None, "reviewerID": f"A{u}",
        "asin": f"B{i}", "overall": float(s), "unixReviewTime": t}))
    yield rows(lambda u, i, s, t: f'{{"user":{u},"item":{i},"kind":"{("view", "buy")[i % 2]}","date":"2011-03-1{i} 10:00:00"}}')


def packed():
    plain = delimited(",")
    yield plain
    yield gzip.compress(plain)
    yield gzip.compress(plain[:100]) + gzip.compress(plain[100:])
    yield bz2.compress(plain)
    yield lzma.compress(plain)
    if shutil.which("zstd"):
        yield subprocess.run(["zstd", "-q", "-c"], input=plain, stdout=subprocess.PIPE, check=True).stdout
    members = {"set/ratings.csv": plain, "set/movies.csv": b"movieId,title\n1,Heat (1995)\n", "set/note.txt": b"nothing"}
    for kind in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", kind) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        yield target.getvalue()
    for mode in ("w", "w:gz", "w:xz"):
        target = io.BytesIO()
        with tarfile.open(fileobj=target, mode=mode) as archive:
            for name, content in members.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        yield target.getvalue()
    if shutil.which("bsdtar"):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "ratings.csv"), "wb") as file:
                file.write(plain)
            path = os.path.join(folder, "x.7z")
            subprocess.run(["bsdtar", "-a", "-cf", path, "ratings.csv"], cwd=folder, check=True)
            with open(path, "rb") as file:
                yield file.read()


def databases():
    for statements in (
        ["CREATE TABLE ratings (userId INTEGER, movieId INTEGER, rating REAL, timestamp INTEGER)"],
        ["CREATE TABLE ratings (userId TEXT, movieId TEXT, rating REAL, timestamp TEXT)", "CREATE INDEX i ON ratings (userId)",
         "CREATE TABLE other (a)", "CREATE VIEW v AS SELECT * FROM ratings"],
        ["CREATE TABLE ratings (userId, movieId, rating, timestamp, PRIMARY KEY (userId, movieId)) WITHOUT ROWID"],
    ):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "x.db")
            link = sqlite3.connect(path)
            link.execute("PRAGMA page_size = 512")
            for statement in statements:
                link.execute(statement)
            link.executemany("INSERT INTO ratings VALUES (?, ?, ?, ?)", ROWS)
            link.commit()
            link.close()
            with open(path, "rb") as file:
                yield file.read()


def items():
    movies = b'movieId,title,genres\n1,Heat (1995),Drama|Crime\n2,"Beta, The (1991)",War\n'
    yield b"\0".join([movies, b"movieId,imdbId,tmdbId\n1,0000001,11\n2,0000002,\n",
                      b'userId,movieId,tag,timestamp\n1,2,dark,1300000000\n2,3,"odd, one",1300000001\n'])
    yield b"\0".join([b"item_id;name\n1;Heat\n2;Zo\xeb\n", b"", b""])
    yield b"\0".join([b"1::Heat (1995)::Drama|War\n2::Beta::War\n", b"1::2::dark::1300000000\n", b""])


MAKERS = {"text": texts, "json": lines, "packed": packed, "database": databases, "items": items}


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in MAKERS:
        sys.exit(__doc__.strip().splitlines()[-1])
    os.makedirs(sys.argv[2], exist_ok=True)
    generator = random.Random(1)
    for number, content in enumerate(MAKERS[sys.argv[1]]()):
        for place, head in enumerate([b"\0\0\0\0", generator.randbytes(4), generator.randbytes(4)]):
            with open(os.path.join(sys.argv[2], f"{number}-{place}"), "wb") as file:
                file.write(head + content)


if __name__ == "__main__":
    main()
