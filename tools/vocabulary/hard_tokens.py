"""Writes golden ids for texts that are hard on purpose: mojibake of every charset with bytes lost or
altered, terminal escapes, entities, sigmas, marks, special tokens, characters of each Unicode block.
usage: hard_tokens.py OUT SEED COUNT
One JSON object a line, as tokens.py writes, with the columns "openai", "whitespace" and "canonicalize" besides."""
import html.entities
import json
import os
import random
import sys

import ftfy.chardata
import regex
import transformers
from open_clip.tokenizer import SimpleTokenizer, basic_clean, default_bpe

os.environ["TRANSFORMERS_VERBOSITY"] = "error"
out, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
R = random.Random(seed)

lower = SimpleTokenizer()
whitespace = SimpleTokenizer(clean="whitespace")
canonicalize = SimpleTokenizer(clean="canonicalize")
openai = SimpleTokenizer()
openai.pat = regex.compile(
    r"""<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+""", regex.IGNORECASE)
openai.clean_fn = lambda text: regex.sub(r"\s+", " ", basic_clean(text)).strip().lower()
openai.encoder = {
    {"<start_of_text>": "<|startoftext|>", "<end_of_text>": "<|endoftext|>"}.get(k, k): v for k, v in lower.encoder.items()}
openai.cache = {"<|startoftext|>": "<|startoftext|>", "<|endoftext|>": "<|endoftext|>"}
import gzip
merges = gzip.open(default_bpe()).read().decode().split("\n")[1 : 49152 - 256 - 2 + 1]
hf = transformers.CLIPTokenizerFast(vocab=openai.encoder, merges=[tuple(m.split()) for m in merges])

CHARSETS = ftfy.chardata.CHARMAP_ENCODINGS + ["cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1257", "cp850", "koi8-r"]
HIGH = [bytes([b]).decode(c, "replace") for c in ftfy.chardata.CHARMAP_ENCODINGS for b in range(128, 256)]
CLUES = "".join(regex.sub(r"(.)-(.)", lambda m: "".join(map(chr, range(ord(m[1]), ord(m[2]) + 1))), c)
                for c in ftfy.chardata.UTF8_CLUES.values())
NAMES = list(html.entities.html5)
SNIPPETS = ["\x1b[31m", "\x1b[", "\x1b[1;2m", "\x1b", "\ufffd", "\ufffd?", "?", "\x1a", "\n", "\r\n", "\x85", "\xa0", " ", "  ",
            "<", ">", "'s", "'S", "'\u017f", "\u2019ll", "'Re", "\u03a3", "\u03a3\u0399", "\u0130", "\u0345", "\u212a", "\u017ft",
            "<start_of_text>", "<END_OF_TEXT>", "<\u017ftart_of_text>", "<|startoftext|>", "<|ENDOFTEXT|>", "<|endoftext|>",
            "\ufeff", "\u200d", "\u180e", "\u2028", "\u00ad", "\u0301", "\u0327\u0301", "\uac00\u11a8", "\u1100\u1161", "\u0334",
            "&#", "&#x", "&", ";", "&amp", "&lt;b&gt;", "&#129;", "&#x9f;", "&#38;#38;", "&AMP;lt;", "\xc0\x80", "_", "._.", "\x7f"]
WORDS = ["Straße", "voilà le café", "naïve", "Москва", "αβγδς ΟΔΟΣ", "日本語", "“quoted”", "it’s", "– dash — …", "żółć", "Łódź", "İstanbul",
         "ñandú", "€ 5", "½", "한국어", "😀", "👍🏽", "עברית", "à la mode", "àquele", "ÀÉÎ", "œuvre", "ŠŽ", "ηλικία", "ā ē ģ", "²³", "№ 5"]


def plain():
    k = R.random()
    if k < .3: return R.choice(WORDS)
    if k < .45: return "".join(R.choice("abcdefgh xyzABC.,'_-0123") for _ in range(R.randint(1, 8)))
    if k < .6: return R.choice(SNIPPETS)
    if k < .7: return "".join(R.choice(HIGH) for _ in range(R.randint(1, 5)))
    if k < .8: return "".join(R.choice(CLUES) for _ in range(R.randint(1, 5)))
    if k < .87:
        name = R.choice(NAMES)
        return "&" + R.choice([name, name.upper(), name[:-1], name + "x", "#%d;" % R.randint(0, 9000), "#x%x;" % R.randint(0, 0x1FFFF), "#%d" % R.randint(100, 300)])
    if k < .93: return chr(R.choice([R.randint(0, 0x2FF), R.randint(0x300, 0x3000), R.randint(0x3000, 0xD7FF), R.randint(0xE000, 0xFFFF)]))
    return chr(R.randint(0x10000, 0x1FFFF))


def garble(text):
    for _ in range(R.choice([1, 1, 1, 2, 3])):
        data = text.encode(R.choice(["utf-8"] * 6 + ["latin-1", "cp1252"]), "replace")
        if R.random() < .2:
            data = data.replace(b"\xa0", b" ")
        if R.random() < .2:
            data = bytes(b if R.random() > .1 else R.choice([0x1A, 0x3F, 0x20, 0xED, 0xC0]) for b in data)
        if R.random() < .1:
            data = text.encode("utf-16-be", "surrogatepass")
            units = [int.from_bytes(data[i:i + 2], "big") for i in range(0, len(data), 2)]
            data = b"".join(chr(u).encode("utf-8", "surrogatepass") for u in units)
        text = data.decode(R.choice(CHARSETS), "replace")
    return text


with open(out, "w", encoding="utf-8") as f:
    n = 0
    while n < count:
        text = "".join(R.choice(["", "", " "]) + plain() for _ in range(R.randint(1, 7)))
        group = "hard"
        if R.random() < .5:
            text, group = garble(text), "garbled"
            if R.random() < .3:
                text = R.choice(WORDS) + R.choice(["", " "]) + text + plain()
        if any(0xD800 <= ord(c) <= 0xDFFF for c in text):
            continue
        row = {"group": group, "text": text}
        row["open_clip"] = [49406] + lower.encode(text) + [49407]
        row["full_length"] = len(row["open_clip"])
        if row["full_length"] > 77:
            continue
        row["hf"] = hf(text, add_special_tokens=True, truncation=False)["input_ids"]
        for name, tokenizer in (("openai", openai), ("whitespace", whitespace), ("canonicalize", canonicalize)):
            row[name] = [49406] + tokenizer.encode(text) + [49407]
        f.write(json.dumps(row) + "\n")
        n += 1
