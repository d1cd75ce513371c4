"""Writes the evaluation's inputs as plain files, so that any program (the Java library too) can run the same evaluation.

evaluation/set.json:
  templates   label templates; a name's vector is the normalised sum of its templates' normalised vectors
  openmoji    [{file, name, group}]   OpenMoji colour drawings, never trained on; candidates = all names, in this order
  groups      {group: label text}     8-way zero-shot over the OpenMoji drawings
  clip_art    [{file, title}]         held-out clip art; candidates = the distinct titles, sorted
  training    [{file, name}]          training styles, freshly augmented; candidates = the OpenMoji names
  queries     [{text, right: [names]}]  searched, bare, over the OpenMoji drawings; right = what counts, written before any result was seen
"""
import json
import os
import random

import numpy as np
import torch
from PIL import Image

from augment import augment
from data import Sources, collect, draw
from drawings import KIND, Drawings
from model import CONFIG, MEAN, STD

TEMPLATES = ["{}", "a picture of a {}", "{} emoji"]
GROUPS = {"animals-nature": "an animal or a plant", "food-drink": "food or a drink", "travel-places": "a vehicle, a building or a place",
          "activities": "a sport, a game or a hobby", "objects": "an object or a tool", "symbols": "a sign or a symbol",
          "smileys-emotion": "a smiley face or a heart", "people-body": "a person or a hand"}
QUERIES = {
    "something to eat for breakfast": "pancakes|waffle|bacon|egg|cooking|croissant|bagel|bread|flatbread|baguette bread|bowl with spoon|butter|doughnut|pretzel",
    "a sleeping pet": "dog face|dog|guide dog|service dog|poodle|cat face|cat|black cat|rabbit face|rabbit|hamster",
    "it is raining outside": "cloud with rain|umbrella with rain drops|sun behind rain cloud|cloud with lightning and rain|umbrella",
    "a tool for cutting paper": "scissors",
    "someone is very angry": "angry face|enraged face|face with symbols on mouth|anger symbol|person pouting|man pouting|woman pouting|face with steam from nose|angry face with horns|pouting cat",
    "a vehicle for putting out fires": "fire engine",
    "puppy": "dog face|dog|poodle|guide dog|service dog",
    "a person who fixes teeth or heals people": "health worker|man health worker|woman health worker",
    "a big animal with a trunk": "elephant|mammoth",
    "winning first place": "1st place medal|trophy|sports medal",
    "a hot drink to wake up": "hot beverage|teacup without handle|teapot|mate",
    "travelling through space": "rocket|satellite|flying saucer|astronaut|man astronaut|woman astronaut|milky way|ringed planet",
    "a place to pray": "place of worship|church|mosque|synagogue|hindu temple|kaaba|shinto shrine",
    "the feeling of being in love": "smiling face with hearts|smiling face with heart-eyes|smiling cat with heart-eyes|red heart|beating heart|growing heart|two hearts|"
                                    "revolving hearts|sparkling heart|heart with arrow|heart with ribbon|face blowing a kiss|couple with heart|love letter|kiss|kiss mark|pink heart",
    "a sour yellow fruit": "lemon",
}
PICTURE = 128


def on_white(rgba):
    a = rgba[..., 3:].astype(np.float32) / 255
    return Image.fromarray(np.round(rgba[..., :3] * a + 255 * (1 - a)).astype(np.uint8))


def main(work):
    out = os.path.join(work, "evaluation")
    for name in ("openmoji", "clip-art", "training"):
        os.makedirs(os.path.join(out, name), exist_ok=True)
    concepts, _, pairs = collect(Sources(work))
    openmoji, clip, seen = [], [], set()
    for item, source in pairs:
        if item["role"] == "eval" and item["key"] not in seen:
            seen.add(item["key"])
            picture, name = draw(source, PICTURE), f"openmoji/{item['key']}.png"
            on_white(picture).save(os.path.join(out, name))
            openmoji.append(dict(file=name, name=item["label"], group=concepts[item["key"]]["group"]))
        elif item["role"] == "heldout":
            picture, name = draw(source, PICTURE), f"clip-art/{len(clip):04d}.png"
            if picture is not None:
                on_white(picture).save(os.path.join(out, name))
                clip.append(dict(file=name, title=item["label"]))
    d = Drawings(work)
    names = {o["name"] for o in openmoji}
    styles = [i for i in d.train if KIND.get(d.items[i]["set"]) == "colour" and d.items[i]["label"] in names]
    ix = random.Random(7).sample(styles, 1000)
    torch.manual_seed(7)
    x = augment(d.pictures[ix], CONFIG["vision_cfg"]["image_size"], d.flip[ix], d.mono[ix])
    x = (x * torch.tensor(STD).view(1, 3, 1, 1) + torch.tensor(MEAN).view(1, 3, 1, 1)).clamp(0, 1).mul(255).round().byte().permute(0, 2, 3, 1).numpy()
    training = []
    for k, i in enumerate(ix):
        Image.fromarray(x[k]).save(os.path.join(out, f"training/{k:04d}.png"))
        training.append(dict(file=f"training/{k:04d}.png", name=d.items[i]["label"]))
    queries = [dict(text=q, right=sorted(n for n in names if any(n == r or n.startswith(r + ":") for r in right.split("|")))) for q, right in QUERIES.items()]
    with open(os.path.join(out, "set.json"), "w", encoding="utf-8") as f:
        json.dump(dict(templates=TEMPLATES, openmoji=openmoji, groups=GROUPS, clip_art=clip, training=training, queries=queries), f, indent=1)
    print(f"  {len(openmoji)} OpenMoji drawings, {len(clip)} clip-art pictures, {len(training)} training-style pictures; "
          f"queries without a right answer: {[q['text'] for q in queries if not q['right']]}", flush=True)


if __name__ == "__main__":
    import sys

    main(sys.argv[1])
