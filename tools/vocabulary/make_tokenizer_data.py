"""Writes the data files of clip-tokenizer from the reference programs themselves.

Behaviour is probed rather than copied from a Unicode release, because Python, its `regex` module and
Rust's `tokenizers` each follow a Unicode version of their own, and none is the JDK's.

usage: make_tokenizer_data.py OUT_FOLDER
needs: open_clip_torch 3.3.0, ftfy 6.3.1, regex, tokenizers 0.23.3, Python 3.11 (versions go into the files)
"""
import gzip
import html
import html.entities
import os
import re
import sys
import unicodedata
import zlib
from re import _constants as C
from re import _parser as parser

import ftfy
import ftfy.bad_codecs  # registers the sloppy charsets
import regex
import tokenizers
from ftfy import chardata
from ftfy.badness import BADNESS_RE
from open_clip.tokenizer import bytes_to_unicode, default_bpe
from tokenizers import Regex, normalizers, pre_tokenizers

OUT = sys.argv[1]
CODE_POINTS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]


def write(name, text):
    with open(os.path.join(OUT, name), "w", encoding="utf-8", newline="\n") as f:
        f.write(text)


def hexes(text):
    return " ".join(f"{ord(c):X}" for c in text)


def ranges(code_points):
    out = []
    for c in sorted(code_points):
        if out and out[-1][1] == c - 1:
            out[-1][1] = c
        else:
            out.append([c, c])
    return " ".join(f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in out)


def merges():
    """Pairs of token ids, two big-endian 16-bit numbers a merge, deflated; rank = position, id = 512 + rank."""
    lines = gzip.open(default_bpe()).read().decode("utf-8").split("\n")[1 : 49152 - 256 - 2 + 1]
    vocabulary = list(bytes_to_unicode().values())
    ids = {v: i for i, v in enumerate(vocabulary + [v + "</w>" for v in vocabulary])}
    data = bytearray()
    for line in lines:
        left, right = line.split()
        data += ids[left].to_bytes(2, "big") + ids[right].to_bytes(2, "big")
        assert left + right not in ids, line
        ids[left + right] = len(ids)
    assert len(ids) == 49406
    with open(os.path.join(OUT, "merges.bin"), "wb") as f:
        f.write(zlib.compress(bytes(data), 9))


def matched(pattern):
    """The code points that `regex` matches alone, case ignored as CLIP's pattern has it.

    That makes a difference for U+0345: it is no letter, yet no [^\\p{L}] either, and parts words as a space.
    """
    compiled = regex.compile(pattern, regex.IGNORECASE)
    return [c for c in CODE_POINTS if compiled.fullmatch(chr(c))]


def oniguruma(pattern):
    """The code points that the pattern matches alone in the regex engine of `tokenizers`."""
    replace = normalizers.Replace(Regex(pattern), "")
    return [c for c in CODE_POINTS if replace.normalize_str(chr(c)) == ""]


def lower_map(function):
    out = []
    for c in CODE_POINTS:
        lowered = function(chr(c))
        if lowered != chr(c):
            out.append(f"{c:X}={hexes(lowered)}")
    return ",".join(out)


def unicode_tables():
    hf_lower = normalizers.Lowercase().normalize_str
    cased = [c for c in CODE_POINTS if (chr(c) + "\u03a3").lower().endswith("\u03c2")]
    reaching = [c for c in CODE_POINTS if ("A" + chr(c) + "\u03a3").lower().endswith("\u03c2")]
    lines = [
        f"# Python {sys.version.split()[0]} (Unicode {unicodedata.unidata_version}), regex {regex.__version__},"
        f" tokenizers {tokenizers.__version__}; written by make_tokenizer_data.py",
        "regex.letter " + ranges(matched(r"\p{L}")),
        "regex.number " + ranges(matched(r"\p{N}")),
        "regex.space " + ranges(
            set(CODE_POINTS).difference(matched(r"[\p{L}]+"), matched(r"[\p{N}]"), matched(r"[^\s\p{L}\p{N}]+"))
        ),
        "hf.letter " + ranges(oniguruma(r"\p{L}")),
        "hf.number " + ranges(oniguruma(r"\p{N}")),
        "hf.space " + ranges(oniguruma(r"\s")),
        "python.space " + ranges(c for c in CODE_POINTS if chr(c).isspace()),
        "python.word " + ranges(c for c in CODE_POINTS if re.fullmatch(r"\w", chr(c))),
        "python.decimal " + ranges(c for c in CODE_POINTS if re.fullmatch(r"\d", chr(c))),
        "python.cased " + ranges(cased),
        "python.ignorable " + ranges(set(reaching) - set(cased)),
        "python.lower " + lower_map(str.lower),
        "hf.lower " + lower_map(hf_lower),
    ]
    write("unicode.txt", "\n".join(lines) + "\n")


def normalization():
    """Canonical decompositions one step deep, combining classes, and what the other library lacks or adds."""
    nfd_hf = normalizers.NFD().normalize_str
    lines = [f"# Canonical composition, Unicode {unicodedata.unidata_version}; written by make_tokenizer_data.py"]
    classes = {}
    for c in CODE_POINTS:
        k = unicodedata.combining(chr(c))
        if k:
            classes.setdefault(k, []).append(c)
    for k in sorted(classes):
        lines.append(f"class {k} {ranges(classes[k])}")
    for c in CODE_POINTS:
        d = unicodedata.decomposition(chr(c))
        if d and not d.startswith("<"):
            whole = unicodedata.normalize("NFC", "".join(chr(int(x, 16)) for x in d.split())) == chr(c)
            lines.append(f"{'pair' if whole else 'single'} {c:X} {d}")
    # Characters newer than the Unicode version of `tokenizers`: it neither takes them apart nor reorders them.
    unknown = [c for c in CODE_POINTS if any(
        nfd_hf(chr(c) + x) != unicodedata.normalize("NFD", chr(c) + x) for x in ("", "\u0334", "\u0301"))]
    lines.append("hf.unknown " + ranges(unknown))
    write("normalization.txt", "\n".join(lines) + "\n")


def entities():
    lines = ["# html.entities.html5 of Python's standard library: name, tab, code points."]
    for name, value in sorted(html.entities.html5.items()):
        lines.append(f"{name}\t{hexes(value)}")
    lines.append("# Names in capitals that ftfy reads too, after its rule: the name has no other meaning.")
    for name, value in sorted(chardata.HTML_ENTITIES.items()):
        if name[1:] not in html.entities.html5:
            lines.append(f"^{name[1:]}\t{hexes(value)}")
    lines.append("# Numbers that html.unescape reads as something else, and numbers that it drops.")
    for number, value in sorted(html._invalid_charrefs.items()):
        lines.append(f"#{number:X}\t{hexes(value)}")
    lines.append("-\t" + ranges(html._invalid_codepoints))
    write("entities.txt", "\n".join(lines) + "\n")


def mojibake():
    lines = [f"# Tables of ftfy {ftfy.__version__}; written by make_tokenizer_data.py"]
    for name in chardata.CHARMAP_ENCODINGS:

        high = bytes(range(0x80, 0x100)).decode(name)
        substitute = b"\x1a".decode(name)
        lines.append(f"charset {name}\t{hexes(substitute + high)}")
    for table, kind in ((chardata.LIGATURES, "ligature"), (chardata.WIDTH_MAP, "width")):
        for c, text in sorted(table.items()):
            lines.append(f"{kind} {c:X}\t{hexes(text)}")
    for name in ("utf8_first_of_2", "utf8_first_of_3", "utf8_first_of_4", "utf8_continuation", "utf8_continuation_strict"):
        pattern = re.compile("[" + chardata.UTF8_CLUES[name] + "]")
        lines.append(f"clue {name}\t{ranges(c for c in CODE_POINTS if pattern.fullmatch(chr(c)))}")
    lines += ["# Unlikely neighbours: each line is a sequence of character sets; ^ is the start of the text,",
              "# \\w and \\s are Python's, * is any character but a line feed, ! begins a negated set."]
    lines += ["bad " + rule for rule in sorted(set(bad_rules()))]
    write("mojibake.txt", "\n".join(lines) + "\n")


def bad_rules():
    for sequence in expand(parser.parse(BADNESS_RE.pattern, re.VERBOSE)):
        yield "\t".join(sequence)


def expand(items):
    """All alternatives of a parsed expression as lists of character sets."""
    results = [[]]
    for op, value in items:
        if op is C.BRANCH:
            options = [o for branch in value[1] for o in expand(branch)]
        elif op is C.SUBPATTERN:
            options = expand(value[3])
        elif op is C.MAX_REPEAT:
            low, high, inner = value
            assert (low, high) == (0, 1), value
            options = [[]] + expand(inner)
        elif op is C.LITERAL:
            options = [[f"{value:X}"]]
        elif op is C.ANY:
            options = [["*"]]
        elif op is C.AT:
            assert value is C.AT_BEGINNING
            options = [["^"]]
        elif op is C.IN:
            options = [[character_set(value)]]
        else:
            raise ValueError(op)
        results = [r + o for r in results for o in options]
    return results


def character_set(items):
    if items == [(C.CATEGORY, C.CATEGORY_WORD)]:
        return "\\w"
    if items == [(C.CATEGORY, C.CATEGORY_SPACE)]:
        return "\\s"
    negated = items[0][0] is C.NEGATE
    members = set()
    for op, value in items[1:] if negated else items:
        if op is C.LITERAL:
            members.add(value)
        else:
            assert op is C.RANGE, op
            members.update(range(value[0], value[1] + 1))
    return ("!" if negated else "") + ranges(members)


os.makedirs(OUT, exist_ok=True)
merges()
mojibake()
entities()
normalization()
unicode_tables()
