"""Model files and session folders that were tampered with, with wrong checksums and with right ones."""

import glob
import hashlib
import json
import os
import random
import shutil
import struct

from lines import prepare, without_times
from program import Ended, Program, Report

NUMBERS = [-1, 0, 1, 2, 3, 7, 255, 256, 65536, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 63 - 1, 2 ** 63, 2 ** 64 - 1, 2 ** 64,
           -2 ** 63, 0.5, 1e308, -1e308, 1e-320]
TEXTS = ["", "x", "nan", "inf", "-1", "18446744073709551615", "18446744073709551616", "0.5:5", "5:1", "nan:1", "{}", "[]", "null",
         "item-mean", "gru-hybrid", "ensemble", "a" * 5000, "\u0000", "\ud83d\ude00", "1" * 400]


def taken_apart(content):
    """Returns the metadata, the tensors and the data of a file."""
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + length])
    metadata = header.pop("__metadata__")
    return metadata, header, content[8 + length:]


def width(dtype):
    """Bits of a type's numbers."""
    return int(dtype.lstrip("UIFB"))


def put_together(metadata, tensors, data, seal):
    """Returns a file's bytes. With `seal` both checksums are right."""
    if seal:
        metadata = dict(metadata, sha256=hashlib.sha256(data).hexdigest())
        digest = hashlib.sha256()
        texts = [t for key in sorted(metadata, key=lambda k: k.encode("utf-8", "replace")) if key != "header-sha256"
                 for t in (key, str(metadata[key]))]
        try:
            end = 0
            for name, tensor in sorted(tensors.items(), key=lambda entry: (-width(entry[1]["dtype"]), entry[0])):
                start, end = end, end + tensor["data_offsets"][1] - tensor["data_offsets"][0]
                texts += [name, str(tensor["dtype"]), ",".join(map(str, tensor["shape"])), f"{start},{end}"]
        except (TypeError, KeyError, IndexError, ValueError):
            pass
        for text in texts:
            digest.update(text.encode("utf-8", "replace") + b"\0")
        metadata["header-sha256"] = digest.hexdigest()
    header = json.dumps(dict({"__metadata__": metadata}, **tensors), separators=(",", ":")).encode("utf-8", "replace")
    header += b" " * (-len(header) % 8)
    return struct.pack("<Q", len(header)) + header + data


def inside(value, generator):
    """Changes one value somewhere in a JSON tree, in place where it can. Returns the tree."""
    if isinstance(value, dict) and value:
        key = generator.choice(sorted(value))
        if generator.random() < 0.1:
            del value[key]
        elif generator.random() < 0.05:
            value[key + "x"] = value[key]
        else:
            value[key] = inside(value[key], generator)
        return value
    if isinstance(value, list) and value and generator.random() < 0.8:
        place = generator.randrange(len(value))
        if generator.random() < 0.15:
            del value[place]
        elif generator.random() < 0.15:
            value.append(value[place])
        else:
            value[place] = inside(value[place], generator)
        return value
    if isinstance(value, str):
        if value[:1] in "{[" and generator.random() < 0.9:
            try:
                return json.dumps(inside(json.loads(value), generator), separators=(",", ":"))
            except ValueError:
                pass
        return generator.choice(TEXTS + [str(number) for number in NUMBERS])
    return generator.choice(NUMBERS + [None, True, "x", [], {}])


def raw(content, generator):
    """Changes bytes alone; no checksum follows."""
    kind = generator.choice(["flip", "flip", "flip", "cut", "grow", "zero", "length", "block"])
    place = generator.randrange(len(content))
    if kind == "flip":
        return kind, content[:place] + bytes([content[place] ^ (1 << generator.randrange(8))]) + content[place + 1:]
    if kind == "cut":
        return kind, content[:place]
    if kind == "grow":
        return kind, content + bytes(generator.randrange(256) for _ in range(generator.choice([1, 8, 100])))
    if kind == "zero":
        return kind, content[:place] + bytes(min(64, len(content) - place)) + content[place + 64:]
    if kind == "length":
        return kind, struct.pack("<Q", generator.choice([n for n in NUMBERS if isinstance(n, int) and 0 <= n < 2 ** 64])) + content[8:]
    other = generator.randrange(len(content))
    return kind, content[:place] + content[other:other + 32] + content[place + 32:]


def numbers(data, tensors, generator):
    """Writes extreme numbers into a tensor's data."""
    filled = [t for t in tensors.values() if t["data_offsets"][1] > t["data_offsets"][0]]
    if not filled:
        return data
    tensor = generator.choice(filled)
    first, end = tensor["data_offsets"]
    width = {"F32": 4, "I32": 4, "U32": 4, "I64": 8, "U64": 8, "F64": 8}.get(tensor["dtype"], 1)
    place = first + width * generator.randrange(max(1, (end - first) // width))
    if tensor["dtype"] == "F32":
        value = struct.pack("<f", generator.choice([float("nan"), float("inf"), -3e38, 1e-40, 0.0, 7.0]))
    elif tensor["dtype"] == "F64":
        value = struct.pack("<d", generator.choice([float("nan"), float("inf"), -1e308, 0.0]))
    else:
        value = (generator.choice([0, 1, 2, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 63 - 1, 2 ** 63, 2 ** 64 - 1]) % (1 << 8 * width)
                 ).to_bytes(width, "little")
    return data[:place] + value + data[place + width:]


def tampered(content, generator):
    """Returns the kind of change, its bytes, and true if the file has to be refused."""
    if generator.random() < 0.45:
        kind, changed = raw(content, generator)
        return kind, changed, changed != content
    metadata, tensors, data = taken_apart(content)
    kind = generator.choice(["metadata", "metadata", "metadata", "tensors", "numbers", "numbers"])
    for _ in range(generator.choice([1, 1, 1, 2, 3])):
        if kind == "metadata":
            kept = metadata
            metadata = inside(dict(metadata), generator)
            if not isinstance(metadata, dict):
                metadata = kept
        elif kind == "tensors" and tensors:
            tensors = inside(json.loads(json.dumps(tensors)), generator)
            if not all(isinstance(t, dict) for t in tensors.values()):
                break
        else:
            data = numbers(data, tensors, generator)
    return kind + ", sealed", put_together(metadata, tensors, data, seal=True), False


def tampered_session(source, place, generator):
    """Copies a session's folder and changes one of its files. Returns the kind of change."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(source, place)
    names = sorted(os.listdir(place))
    path = os.path.join(place, generator.choice(names + ["session.json"] * 3))
    with open(path, "rb") as file:
        content = file.read()
    if path.endswith(".json") and generator.random() < 0.7:
        kind, content = "list", json.dumps(inside(json.loads(content), generator)).encode("utf-8", "replace")
    elif path.endswith(".safetensors") and generator.random() < 0.5:
        kind, content, _ = tampered(content, generator)
    else:
        kind, content = raw(content, generator)
    with open(path, "wb") as file:
        file.write(content)
    return f"session, {os.path.basename(path)}, {kind}"


def sources(binary, folder, fixtures):
    """Returns small model files and a session: those of released formats, and those of this program."""
    program = Program(binary, folder)
    program.ask("load tiny")
    made = []
    for line in ("item-mean", "bias", "mf factors=2", "item-knn", "latent-cf factors=2 --epochs 2 --stop-after 1",
                 "mlinknet factors=2 units=4 --epochs 2 --stop-after 1 length=4 --sampler consecutive-20",
                 "gru-sequence factors=2 hidden=3 rank=2 --epochs 2 --stop-after 1",
                 "gru-hybrid factors=2 hidden=3 rank=2 grus=2 --epochs 2 --stop-after 1",
                 "attention-sequence factors=2 heads=1 depth=2 window=4 blocks=1 --epochs 2 --stop-after 1", "ensemble members=item-mean,bias"):
        name = line.split()[0]
        program.ask(f"train {line} --as {name}")
        answers, _ = program.ask(f"save own-{name}.safetensors {name}")
        if not any("error" in answer for answer in answers):
            made.append(os.path.join(folder, f"own-{name}.safetensors"))
    program.ask("rate 1 5")
    program.ask("save --session own-session")
    program.end()
    old = sorted(glob.glob(os.path.join(fixtures, "models", "*.safetensors")))
    # Large files cost time and tell nothing that small ones do not.
    files = [path for path in made + old if os.path.getsize(path) < 400_000]
    sessions = [os.path.join(folder, "own-session"), os.path.join(fixtures, "session")]
    return files, [path for path in sessions if os.path.isdir(path)]


def run(binary, folder, count, seed, fixtures):
    """Returns the report of `count` tampered files."""
    report = Report("model files", "tampered model files and sessions",
                    "no death, no hang; nothing damaged opens; what opens answers and is trained on")
    prepare(folder)
    files, sessions = sources(binary, folder, fixtures)
    contents = {path: open(path, "rb").read() for path in files}
    program, asked = None, 0
    for number in range(count):
        generator = random.Random(f"{seed}.{number}")
        if program is None or asked > 400:
            if program:
                program.end()
            program, asked = Program(binary, folder), 0
            program.ask("load tiny")
            _, before = program.ask("train item-mean")
        asked += 1
        report.attempts += 1
        target = os.path.join(folder, "tampered.safetensors")
        if generator.random() < 0.1 and sessions:
            line, must_refuse = "open --session tampered", False
            kind = tampered_session(generator.choice(sessions), os.path.join(folder, "tampered"), generator)
            source = "session"
        else:
            source = generator.choice(files)
            kind, content, must_refuse = tampered(contents[source], generator)
            with open(target, "wb") as file:
                file.write(content)
            line = "open tampered.safetensors --as x"
        case = f"case {number}, {os.path.basename(source)}, {kind}"
        try:
            answers, after = program.ask(line)
            error = next((a["error"] for a in answers if "error" in a), None)
            if error is not None:
                report.count("refused")
                if without_times(before) != without_times(after):
                    report.fault("a refused file changed the session", f"{case}: {error[:200]}")
                continue
            report.count("opened")
            if must_refuse:
                report.fault("a damaged file opened", case)
            for following in ('predict 3 --history "2=4, 5=1"', "recommend --top 3", "similar 3", 'why 3 --history "2=4"',
                              "evaluate x", "train --resume x --epochs 3", "save again.safetensors",
                              "save --session again"):
                program.ask(following)
            program.end()
            program = None
        except Ended as end:
            program = None
            report.fault(end.kind, f"{case}: status {end.status}, {end.waited:.1f} s: {end.errors[-500:]}")
            if line.startswith("open tampered.safe"):
                shutil.copy(target, os.path.join(folder, f"fault-{number}.safetensors"))
    if program:
        program.end()
    return report
