"""What the reference readers say to damaged files: writes verdicts.json beside this file.
Two-tensor files of safetensors and torch.save are changed by edits ([offset, bytes removed, bytes
put in as hex]); each result is read by safetensors.torch.load and torch.load(weights_only=True),
every one in a process of its own. usage: verdicts.py; the versions are written into the file."""
import io, json, os, pathlib, pickle, random, struct
import safetensors, safetensors.torch, torch

SEED, EACH = 20261125, 500
here = pathlib.Path(__file__).resolve().parent
tensors = {"a": torch.tensor([1.0, 2.0]), "b": torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], dtype=torch.float16)}
saved = io.BytesIO()
torch.save(tensors, saved)
BASES = {"safetensors": safetensors.torch.save(tensors), "torch": saved.getvalue()}
READ = {
    "safetensors": safetensors.torch.load,
    "torch": lambda b: torch.load(io.BytesIO(b), weights_only=True),
}


def edited(base, edits):
    for at, removed, put in edits:
        base = base[:at] + bytes.fromhex(put) + base[at + removed :]
    return base


def verdict(kind, data):
    """The tensors as floats, or the name of the error, or the signal that ended the reader."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            out = READ[kind](data)
            if not isinstance(out, dict) or not out or not all(
                isinstance(k, str) and isinstance(v, torch.Tensor) for k, v in out.items()
            ):
                answer = {"other": type(out).__name__}
            elif any(v.numel() > 4096 or v.is_complex() for v in out.values()):
                answer = {"other": "tensors of another kind"}
            else:
                answer = {"values": {k: [str(x) for x in v.double().flatten().tolist()] for k, v in out.items()}}
        except BaseException as e:
            answer = {"error": type(e).__name__}
        os.write(writing, json.dumps(answer).encode())
        os._exit(0)
    os.close(writing)
    text = b""
    while piece := os.read(reading, 1 << 16):
        text += piece
    os.close(reading)
    status = os.waitpid(child, 0)[1]
    return json.loads(text) if text else {"error": f"signal {status & 127}"}


def random_edits(rng, base):
    edits = []
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        at = rng.randrange(len(base))
        kind = rng.randrange(6)
        if kind < 3:
            edits.append([at, 1, f"{rng.choice([rng.randrange(256), base[at] ^ 1, base[at] ^ 128, 0, 255]):02x}"])
        elif kind == 3:
            edits.append([at, rng.randrange(1, 9), ""])
        elif kind == 4:
            edits.append([at, 0, bytes(rng.randrange(256) for _ in range(rng.randrange(1, 9))).hex()])
        else:
            n = rng.randrange(1, 5)
            edits.append([at, n, bytes(rng.randrange(256) for _ in range(n)).hex()])
    return edits


def header_edits():
    """Headers of safetensors that say other things, sizes kept right where that is not the point."""
    base = BASES["safetensors"]
    n = struct.unpack("<Q", base[:8])[0]
    head = base[8 : 8 + n].decode().rstrip()
    swaps = [
        ("F16", "BF16"), ("F16", "I16"), ("F16", "U16"), ("F16", "f16"), ("F16", "F8_E4M3"), ("F16", "F99"),
        ("[2,3]", "[3,2]"), ("[2,3]", "[6]"), ("[2,3]", "[2,3,1]"), ("[2,3]", "[]"), ("[2,3]", "[2,-3]"),
        ("[2,3]", "[2,3.0]"), ("[2,3]", "[2,3e0]"), ("[2,3]", "[2,03]"), ("[2,3]", "[ 2 , 3 ]"), ("[2,3]", "null"),
        ("[2,3]", "[2,9223372036854775807]"), ("[2,3]", "[0,3]"), ('"b"', '"a"'), ('"b"', '""'), ('"b"', '"\\u0062"'),
        ('"b"', '"\\ud800"'), ('"b"', '"\\u0000"'), ('"b"', '"' + "x" * 5000 + '"'), ('"b"', '"__metadata__"'),
        ("{", "{" + '"__metadata__":{"k":"v"},', ), ("{", "{" + '"__metadata__":{"k":1},'), ("{", "{" + '"__metadata__":null,'),
        ("{", '{"__metadata__":{},"__metadata__":{},'), ("{", " {"), ("}}", "}} "), ("}}", "}}\n\t\r"), ("}}", "}}\0"), ("}}", "}},"),
        ("}}", ',"more":1}}'), ("}}", ',"more":[[[[[1]]]]]}}'), ("}}", ',"shape":[2]}}'), ("}}", "}}}"), ("dtype", "dtipe"),
    ]
    cases = []
    for old, new in swaps:
        text = head.replace(old, new, 1) if old != "}}" else head[: -len(old)] + new
        raw = text.encode("utf-8", "surrogatepass")
        cases.append([[0, 8, struct.pack("<Q", len(raw)).hex()], [8, n, raw.hex()]])
    for length in (0, 1, n - 1, n + 1, 100_000_001, 2**63, 2**64 - 1):
        cases.append([[0, 8, struct.pack("<Q", length).hex()]])
    cases.append([[len(base), 0, "00"]])
    cases.append([[len(base) - 2, 2, ""]])
    return cases


def pickle_edits():
    """A pickle of the same length, with its CRC kept right, that says other things."""
    import zipfile, zlib

    base = BASES["torch"]
    info = next(i for i in zipfile.ZipFile(io.BytesIO(base)).infolist() if i.filename.endswith("data.pkl"))
    name, extra = struct.unpack("<HH", base[info.header_offset + 26 : info.header_offset + 30])
    start = info.header_offset + 30 + name + extra
    old = base[start : start + info.file_size]
    crc = struct.pack("<I", zlib.crc32(old))
    swaps = [
        (b"FloatStorage", b"HalfdStorage"), (b"collections\nOrderedDict", b"collections\nOrderedDicx"),
        (b"_rebuild_tensor_v2", b"_rebuild_tensor_v3"), (b"torch._utils", b"torch._utilz"), (b"cpu", b"gpu"),
        (b"K\x02", b"K\x03"), (b"K\x06", b"K\x07"), (b"K\x03", b"K\x04"), (b"K\x01", b"K\x02"), (b"K\x00", b"K\x01"),
        (b"storage", b"storagf"), (b"R.", b".."), (b"u.", b"e."), (b"\x80\x02", b"\x80\x04"), (b"\x80\x02", b"\x80\x01"),
    ]
    rng = random.Random(SEED)
    changed = [old.replace(a, b, 1) for a, b in swaps if a in old]
    for _ in range(EACH):
        piece = bytearray(old)
        for _ in range(rng.choice([1, 1, 2])):
            piece[rng.randrange(len(piece))] = rng.choice([rng.randrange(256), *b"(.)}]tuqhKXcRQbse\x81\x85\x86\x87"])
        changed.append(bytes(piece))
    cases = []
    for new in changed:
        edits = [[i + start, 1, f"{new[i]:02x}"] for i in range(len(old)) if old[i] != new[i]]
        fresh = struct.pack("<I", zlib.crc32(new)).hex()
        at = base.find(crc)
        while at >= 0:  # local header or descriptor, and directory
            edits.append([at, 4, fresh])
            at = base.find(crc, at + 1)
        cases.append(edits)
    return cases


cases = []
rng = random.Random(SEED)
for kind, base in BASES.items():
    made = header_edits() if kind == "safetensors" else pickle_edits()
    made += [[[n, len(base) - n, ""]] for n in rng.sample(range(len(base)), 60)]
    made += [random_edits(rng, base) for _ in range(EACH)]
    for edits in made:
        cases.append({"kind": kind, "edits": edits, **verdict(kind, edited(base, edits))})
out = {
    "safetensors": safetensors.__version__, "torch": torch.__version__, "seed": SEED,
    "bases": {k: b.hex() for k, b in BASES.items()},
}
text = json.dumps(out)[:-1] + ',"cases":[\n' + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]}\n"
(here / "verdicts.json").write_text(text)
for kind in BASES:
    mine = [c for c in cases if c["kind"] == kind]
    print(kind, len(mine), "accepted", sum("values" in c for c in mine), "other", sum("other" in c for c in mine),
          {e: sum(c.get("error") == e for c in mine) for e in sorted({c.get("error", "") for c in mine} - {""})})
