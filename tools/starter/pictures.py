"""Draws the example pictures that ship beside the checkpoint: python pictures.py WORK OUT_FOLDER

Drawings of a trained style are named after the set; Twemoji (CC-BY 4.0) is the unseen style. The three photographs are
public domain and come with scikit-image.
"""
import os
import sys
import zipfile
import glob
import io

from PIL import Image

from data import Sources, collect, draw
from evaluation_set import on_white

DRAWINGS = {
    "noto": ["dog face", "cat face", "pizza", "automobile", "evergreen tree", "umbrella with rain drops"],
    "fluent-emoji-flat": ["elephant", "rocket", "hot beverage"],
    "twemoji": ["dog face", "cat face", "pizza", "automobile", "bicycle", "scissors"],
}
PHOTOGRAPHS = {"astronaut": 384, "chelsea": 384, "coffee": 384}


def main(work, out):
    os.makedirs(out, exist_ok=True)
    _, _, pairs = collect(Sources(work))
    for item, source in pairs:
        if item["label"] in DRAWINGS.get(item["set"], ()):
            name = "-".join(item["label"].split())
            path = os.path.join(out, f"{item['set']}-{name}.png")
            if not os.path.exists(path):
                on_white(draw(source, 256)).quantize(128).save(path, optimize=True)
    wheel = sorted(glob.glob(os.path.join(work, "sk", "scikit_image-*.whl")))
    if wheel:
        with zipfile.ZipFile(wheel[0]) as z:
            for name, width in PHOTOGRAPHS.items():
                im = Image.open(io.BytesIO(z.read(f"skimage/data/{name}.png"))).convert("RGB")
                im.resize((width, round(im.height * width / im.width)), Image.Resampling.BICUBIC).save(os.path.join(out, f"photo-{name}.jpg"), quality=88)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
