"""Writes reference.json: what open_clip itself makes of the starter, for `clip verify` and the tests.

    python tools/starter/reference.py clip-starter/src/main/resources/io/github/clip4j/starter

Token ids, the SHA-256 of each picture's float32 tensor (C,H,W, little endian) and raw vectors. The
figures belong to one weight file, whose SHA-256 is kept with them: run this after each export.
"""

import hashlib
import json
import pathlib
import sys

import open_clip
import PIL
import torch
from PIL import Image

TEXTS = ["a cat", "a dog", "a photo of a pizza.", "a bicycle", "Einhörner & Café № 5", ""]
PICTURES = 6
SHIPPED = pathlib.Path(__file__).parents[2] / "clip-starter/src/main/resources/io/github/clip4j/starter/pictures"


def digits(vector):
    return [float(f"{value:.7g}") for value in vector.tolist()]


def write(folder):
    folder = pathlib.Path(folder)
    model, _, preprocess = open_clip.create_model_and_transforms(f"local-dir:{folder}", precision="fp32")
    tokenizer = open_clip.get_tokenizer(f"local-dir:{folder}")
    model.eval()
    weights = (folder / "open_clip_model.safetensors").read_bytes()
    texts, pictures = [], []
    with torch.inference_mode():
        ids = tokenizer(TEXTS)
        for text, row, vector in zip(TEXTS, ids, model.encode_text(ids)):
            end = row.tolist().index(49407) + 1
            texts.append({"text": text, "ids": row.tolist()[:end], "vector": digits(vector)})
        for path in sorted(SHIPPED.iterdir())[::3][:PICTURES]:
            tensor = preprocess(Image.open(path)).contiguous()
            pictures.append({
                "picture": path.name,
                "sha256": hashlib.sha256(tensor.numpy().astype("<f4").tobytes()).hexdigest(),
                "vector": digits(model.encode_image(tensor[None])[0]),
            })
    made_by = f"open_clip {open_clip.__version__}, torch {torch.__version__}, Pillow {PIL.__version__}"
    with open(folder / "reference.json", "w", encoding="utf-8", newline="\n") as out:
        json.dump({"made_by": made_by, "weights_sha256": hashlib.sha256(weights).hexdigest(),
                   "texts": texts, "pictures": pictures}, out, ensure_ascii=False)
        out.write("\n")


if __name__ == "__main__":
    write(sys.argv[1])
