"""Draws the small collection that the museum lesson ships: python sample.py NODE_MODULES OUT_FOLDER

Needs resvg_py 0.5.0 and Pillow, and the npm packages @iconify-json/noto 1.2.9 (Apache-2.0) and
@iconify-json/twemoji 1.2.5 (CC-BY 4.0). Each thing is drawn twice, once by the artists of each set. Writes
collection.csv, with the column names that open museum interfaces use, and pictures/.
"""
import csv
import io
import json
import os
import sys

import resvg_py
from PIL import Image

SIZE = 128
THINGS = {
    "Animals": "dog-face cat-face horse-face elephant lion rabbit-face penguin owl frog octopus butterfly honeybee",
    "Food and drink": "pizza hamburger red-apple banana grapes strawberry carrot birthday-cake",
    "Vehicles": "automobile bicycle airplane sailboat rocket locomotive bus helicopter",
    "Plants": "evergreen-tree cactus sunflower rose tulip mushroom",
    "Weather and sky": "sun crescent-moon rainbow snowflake cloud-with-rain umbrella-with-rain-drops",
    "Tools": "scissors hammer key light-bulb open-book laptop",
    "Music and sport": "guitar violin trumpet drum soccer-ball basketball",
    "Buildings": "house castle church tent classical-building ferris-wheel",
}
SETS = {
    "noto": ("Noto Emoji, Google Inc.", "Apache-2.0", 1),
    "twemoji": ("Twemoji, Twitter, Inc and other contributors", "CC-BY 4.0", 2),
}


def svg(icons, name):
    icon = icons["icons"][name]
    w = icon.get("width", icons.get("width", 16))
    h = icon.get("height", icons.get("height", 16))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'viewBox="{icon.get("left", 0)} {icon.get("top", 0)} {w} {h}" width="{w}" height="{h}">{icon["body"]}</svg>')


def main(modules, out):
    os.makedirs(os.path.join(out, "pictures"), exist_ok=True)
    rows = []
    for name, (artist, licence, number) in SETS.items():
        with open(os.path.join(modules, "@iconify-json", name, "icons.json"), encoding="utf-8") as f:
            icons = json.load(f)
        things = [(group, thing) for group, names in THINGS.items() for thing in names.split()]
        for i, (group, thing) in enumerate(things):
            png = resvg_py.svg_to_bytes(svg_string=svg(icons, thing), width=SIZE)
            drawing = Image.open(io.BytesIO(bytes(png))).convert("RGBA")
            white = Image.new("RGBA", drawing.size, "white")
            white.alpha_composite(drawing)
            path = f"pictures/{name}-{thing}.png"
            white.convert("RGB").quantize(64).save(os.path.join(out, path), optimize=True)
            title = thing.replace("-", " ").capitalize()
            rows.append([number * 1000 + i, title, artist, group, "digital drawing", licence, path])
    with open(os.path.join(out, "collection.csv"), "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(["objectID", "title", "artistDisplayName", "department", "medium", "rightsAndReproduction", "primaryImage"])
        writer.writerows(rows)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
