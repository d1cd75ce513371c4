"""Stage 1: turns the downloaded drawing sets into one array of small RGBA pictures and one list of labels.

Output in the work folder:
  pictures.npy  uint8 [N, 80, 80, 4], straight (not premultiplied) alpha
  items.json    {"items": [{set, key, label, role}], "concepts": {...}, "clip": {...}}
Roles: "train"; "heldout" (clip art whose title falls into the held-out tenth); "dev" (Twemoji, looked at
while developing, never trained on); "eval" (OpenMoji, only read by evaluate.py).
"""
import hashlib
import io
import json
import os
import re
from collections import Counter, defaultdict
from multiprocessing import Pool

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIZE = 80
COLOUR_EMOJI = ["noto", "noto-v1", "fluent-emoji-flat", "fluent-emoji", "fxemoji"]
MONO_EMOJI = ["fluent-emoji-high-contrast"]
ICONS = ["flat-color-icons", "fluent-color", "icon-park", "mdi", "ph", "meteocons"]
SKIN = re.compile(r"skin-tone|1f3f[b-f]")
SKIN_NAME = re.compile(r"-(light|medium|dark|medium-light|medium-dark)(-(light|medium|dark|medium-light|medium-dark))?$")
# Icon sets for user interfaces are full of arrows and check marks; only names that are things are wanted.
ICON_STOP = set(
    "off alert arrow check plus minus remove cancel close cog edit edit lock sync outline box variant circle square "
    "left right up down logo badge network search text format align view chart file folder alpha numeric math list "
    "table border code data share upload download account user wifi cloud-off database select settings app grid "
    "caret brand".split())
NUMBER_WORDS = r"one|two|three|four|five|six|seven|eight|nine"
CLIP_EXCLUDE = ("shapes/stars", "special/", "computer/buttons", "games/cards", "shapes/jigsaw", "signs_and_symbols/led", "alphabet")


def is_held_out(title):
    return int(hashlib.md5(title.encode()).hexdigest(), 16) % 10 == 0


def plain_hex(code):
    return "-".join(x for x in code.lower().split("-") if x != "fe0f")


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("’", "").replace("'", "")).strip("-")


class Sources:
    """The unpacked npm and Debian packages."""

    def __init__(self, work):
        self.npm = os.path.join(work, "dl", "node_modules")
        self.deb = os.path.join(work, "deb", "x", "usr", "share")

    def json(self, path):
        with open(os.path.join(self.npm, path), encoding="utf-8") as f:
            return json.load(f)

    def iconify(self, name):
        return self.json(f"@iconify-json/{name}/icons.json")

    def chars(self, name):
        try:
            return self.json(f"@iconify-json/{name}/chars.json")
        except FileNotFoundError:
            return {}


def read_concepts(src):
    """Emoji by code points: label, keywords, group, subgroup. Flags are left out: they are not drawings of things."""
    meta = src.json("emojibase-data/meta/groups.json")
    extra = src.json("emojilib/dist/emoji-en-US.json")
    concepts = {}
    for e in src.json("emojibase-data/en/data.json"):
        if e.get("group") is None or e["group"] == 2 or meta["groups"][str(e["group"])] == "flags":
            continue
        words = extra.get(e["emoji"]) or extra.get(e["emoji"].replace("\ufe0f", "")) or []
        tags = list(dict.fromkeys(e.get("tags", []) + [w.replace("_", " ") for w in words]))
        concepts[plain_hex(e["hexcode"])] = dict(
            label=e["label"], tags=tags, emoji=e["emoji"],
            group=meta["groups"][str(e["group"])], sub=meta["subgroups"][str(e["subgroup"])])
    return concepts


class NameIndex:
    """Finds the emoji that a set's own picture name means."""

    def __init__(self, src, concepts):
        self.by_slug = {}
        for h, c in concepts.items():
            self.by_slug.setdefault(slug(c["label"]), h)
        for p in ("noto", "twemoji", "fluent-emoji-flat"):
            for h, n in src.chars(p).items():
                if plain_hex(h) in concepts:
                    self.by_slug.setdefault(n, plain_hex(h))
        for sc in ("emojibase", "cldr", "github", "iamcal", "joypixels", "emojibase-legacy"):
            try:
                codes = src.json(f"emojibase-data/en/shortcodes/{sc}.json")
            except FileNotFoundError:
                continue
            for h, v in codes.items():
                if plain_hex(h) in concepts:
                    for x in [v] if isinstance(v, str) else v:
                        self.by_slug.setdefault(slug(x), plain_hex(h))
        self.joined = {}
        for k, h in self.by_slug.items():
            self.joined.setdefault(k.replace("-", ""), h)

    def find(self, name):
        for x in (name, re.sub(r"-\d+$", "", name)):
            if x in self.by_slug:
                return self.by_slug[x]
            if x.replace("-", "") in self.joined:
                return self.joined[x.replace("-", "")]
        return None


def icon_svg(icons, name):
    ic = icons["icons"][name]
    w, h = ic.get("width", icons.get("width", 16)), ic.get("height", icons.get("height", 16))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'viewBox="{ic.get("left", 0)} {ic.get("top", 0)} {w} {h}" width="{w}" height="{h}">{ic["body"]}</svg>')


def emoji_items(src, concepts, index):
    skin = {n for p in ("noto", "twemoji", "fluent-emoji-flat", "openmoji") for h, n in src.chars(p).items() if SKIN.search(h)}
    for p in COLOUR_EMOJI + MONO_EMOJI + ["twemoji", "openmoji"]:
        icons = src.iconify(p)
        chars = {n: plain_hex(h) for h, n in src.chars(p).items() if not SKIN.search(h)}
        role = {"twemoji": "dev", "openmoji": "eval"}.get(p, "train")
        for n, ic in icons["icons"].items():
            if ic.get("hidden") or SKIN.search(n) or n in skin or (p.startswith("fluent") and SKIN_NAME.search(n)):
                continue
            bare = re.sub(r"^u[0-9a-f]{4,5}-", "", n)
            h = chars.get(n) if role != "train" else chars.get(n) or index.find(bare)
            if h in concepts:
                yield dict(set=p, key=h, label=concepts[h]["label"], role=role), ("svg", icon_svg(icons, n))


def font_items(src, concepts):
    """Noto Emoji (OFL) draws every emoji as black lines: the same things without colour."""
    font = os.path.join(src.npm, "@expo-google-fonts/noto-emoji/{0}/NotoEmoji_{0}.ttf")
    for weight in ("300Light", "700Bold"):
        for h, c in concepts.items():
            if "-" not in h:
                yield dict(set="noto-emoji-font", key=h, label=c["label"], role="train"), ("font", font.format(weight), chr(int(h, 16)))


def icon_items(src, concepts, index, things):
    for p in ICONS:
        icons = src.iconify(p)
        for n, ic in icons["icons"].items():
            if ic.get("hidden"):
                continue
            name = n
            if p == "ph":
                if not re.search(r"-(fill|duotone)$", n):
                    continue
                name = re.sub(r"-(fill|duotone)$", "", n)
            if p == "fluent-color":
                if not n.endswith(("-48", "-32")):
                    continue
            if p == "meteocons":
                name = re.sub(r"-fill$", "", n)
            name = re.sub(r"-\d+$", "", name)
            name = re.sub(rf"-({NUMBER_WORDS})$", "", name) if p == "icon-park" else name
            words = name.split("-")
            if len(words) > 4 or any(w in ICON_STOP or not w.isalpha() for w in words):
                continue
            h = index.by_slug.get(name)
            label = concepts[h]["label"] if h else " ".join(words)
            if p == "mdi" and len(words) > 2:
                continue
            if not h and p not in ("flat-color-icons", "meteocons") and words[-1] not in things and words[0] not in things:
                continue
            yield dict(set=p, key=h or "n:" + label, label=label, role="train"), ("svg", icon_svg(icons, n))


def clip_items(src, keywords):
    root = os.path.join(src.deb, "openclipart", "svg")
    for folder, dirs, files in os.walk(root):
        dirs.sort()
        rel = os.path.relpath(folder, root)
        if any(x in rel + "/" for x in CLIP_EXCLUDE):
            continue
        for f in sorted(files):
            path = os.path.join(folder, f)
            if not f.endswith(".svg") or os.path.getsize(path) > 1_500_000:
                continue
            with open(path, encoding="utf-8", errors="ignore") as fh:
                s = fh.read()
            m = re.search(r"<metadata.*?</metadata>", s, re.S)
            md = m.group(0) if m else ""
            if "publicdomain" not in md.lower():  # only files that carry the public-domain mark themselves
                continue
            t = re.search(r"<dc:title>([^<]*)</dc:title>", md)
            t = t.group(1).strip() if t else ""
            if not t or t.lower() == "untitled":
                t = f[:-4]
            t = re.sub(r"(_| -|-)?\s*(\d+|architetto.*|ganson.*|jean.*vict.*|francois.*|ryan.*lerch.*|nicu.*)$", "", t.replace("_", " "), flags=re.I)
            t = re.sub(r"\s+", " ", re.sub(r"[_\-]+", " ", t)).strip().lower()
            t = re.sub(r"\b\d+\b", "", t).strip()
            if not 3 <= len(t) <= 60:
                continue
            b = re.search(r"<dc:subject>.*?</dc:subject>", md, re.S)
            kw = [x.strip().lower() for x in re.findall(r"<rdf:li>([^<]*)</rdf:li>", b.group(0))] if b else []
            kw = [k for k in kw if 2 < len(k) < 30 and k not in ("clip art", "clipart", "image", "media", "public domain", "png", "svg", "unsorted", "externalsource", "external", "source")]
            cats = [x.replace("_", " ") for x in rel.split("/") if x not in ("unsorted", ".", "computer", "icons") and "theme" not in x]
            keywords[t].update(kw[:8] + cats)
            yield dict(set="openclipart", key="c:" + t, label=t, role="heldout" if is_held_out(t) else "train"), ("file", path)


UNITS = {"pt": 1.25, "mm": 3.543, "cm": 35.43, "in": 90.0, "px": 1.0, "": 1.0}


def with_pixel_size(svg):
    """resvg refuses root sizes in physical units without a viewBox; the same size in px is accepted."""
    m = re.search(r"<svg\b[^>]*>", svg, re.S)
    if not m:
        return svg
    t = re.sub(r'\s(width|height)="([0-9.]+)(pt|mm|cm|in|px|)"', lambda k: f' {k.group(1)}="{float(k.group(2)) * UNITS[k.group(3)]:.3f}"', m.group(0))
    return svg[: m.start()] + t + svg[m.end():]


def draw(source, size=SIZE):
    """RGBA picture [size, size, 4] of one drawing, centred; None where nothing is visible."""
    import resvg_py

    try:
        if source[0] == "font":
            im = Image.new("RGBA", (size, size), (0, 0, 0, 0))
            font = ImageFont.truetype(source[1], int(size * 0.75))
            if font.getmask(source[2]).getbbox() is None:
                return None
            ImageDraw.Draw(im).text((size / 2, size / 2), source[2], font=font, fill=(0, 0, 0, 255), anchor="mm")
        else:
            if source[0] == "file":
                with open(source[1], encoding="utf-8", errors="ignore") as f:
                    data = resvg_py.svg_to_bytes(svg_string=with_pixel_size(f.read()), width=2 * size)
            else:
                data = resvg_py.svg_to_bytes(svg_string=source[1], width=size)
            im = Image.open(io.BytesIO(bytes(data))).convert("RGBA")
        a = np.asarray(im)[..., 3]
        ys, xs = np.where(a > 8)
        if len(ys) < 20:
            return None
        if source[0] == "file":
            im = im.crop((xs.min(), ys.min(), xs.max() + 1, ys.max() + 1))
            im.thumbnail((size - 4, size - 4), Image.LANCZOS)
        elif max(im.size) > size:
            im.thumbnail((size, size), Image.LANCZOS)
        out = Image.new("RGBA", (size, size), (0, 0, 0, 0))
        out.paste(im, ((size - im.width) // 2, (size - im.height) // 2))
        out = np.asarray(out).copy()
        return out if out[..., 3].max() >= 30 else None
    except (Exception, BaseException):  # resvg panics surface as BaseException; a broken drawing is simply left out
        return None


def wordnet_things(src):
    """Nouns that can be seen: animals, artefacts, body parts, food, objects, people, plants, weather."""
    things = set()
    with open(os.path.join(src.deb, "wordnet", "data.noun"), encoding="latin-1") as f:
        for line in f:
            if line.startswith("  "):
                continue
            p = line.split("|", 1)[0].split()
            if int(p[1]) in (5, 6, 8, 13, 17, 18, 19, 20):
                things.update(p[4 + 2 * i].lower() for i in range(int(p[3], 16)) if "_" not in p[4 + 2 * i])
    return things


def collect(src):
    concepts = read_concepts(src)
    index = NameIndex(src, concepts)
    keywords = defaultdict(set)
    pairs = [*emoji_items(src, concepts, index), *font_items(src, concepts),
             *icon_items(src, concepts, index, wordnet_things(src)), *clip_items(src, keywords)]
    return concepts, {k: sorted(v) for k, v in keywords.items()}, pairs


def main(work, threads=2):
    src = Sources(work)
    concepts, keywords, pairs = collect(src)
    with Pool(threads) as pool:
        pictures = pool.map(draw, [p[1] for p in pairs], chunksize=64)
    keep = [i for i, p in enumerate(pictures) if p is not None]
    np.save(os.path.join(work, "pictures.npy"), np.stack([pictures[i] for i in keep]))
    items = [pairs[i][0] for i in keep]
    with open(os.path.join(work, "items.json"), "w", encoding="utf-8") as f:
        json.dump(dict(items=items, concepts=concepts, clip=keywords), f)
    counts = Counter((it["set"], it["role"]) for it in items)
    for (name, role), n in sorted(counts.items()):
        print(f"  {name:28s} {role:8s} {n}")
    print(f"  {len(items)} pictures, {len(pairs) - len(keep)} could not be drawn, "
          f"{len({it['label'] for it in items if it['role'] == 'train'})} training labels", flush=True)


if __name__ == "__main__":
    import sys

    main(sys.argv[1])
