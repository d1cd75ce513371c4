"""Traces a CLIP to archives with a lone forward: pictures only, texts only, or both at once.

Many archives on the net are made so. clip4j runs them when they are trusted and finds out by itself
which kind one is. export_torchscript.py, which gives an archive two named methods, is the better
way for new ones.

    pip install torch open_clip_torch transformers
    python trace_forward.py --open-clip-folder FOLDER --out OUT
    python trace_forward.py --hf NAME_OR_FOLDER --out OUT

writes OUT/{image,text,both}/clip.pt, each with its configuration beside it.
"""

import argparse
import json
import pathlib

import torch

from export_torchscript import hf_module, open_clip_module


class One(torch.nn.Module):
    """A module whose forward is the given function; the model behind it must be an attribute."""

    def __init__(self, module, function):
        super().__init__()
        self.module = module
        self.function = function

    def forward(self, *inputs):
        return self.function(*inputs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--open-clip", metavar="NAME")
    source.add_argument("--open-clip-folder", metavar="FOLDER")
    source.add_argument("--hf", metavar="NAME_OR_FOLDER")
    parser.add_argument("--pretrained", metavar="TAG", help="open_clip's tag of the weights")
    parser.add_argument("--out", required=True, metavar="FOLDER")
    args = parser.parse_args()

    module, size, length, files = hf_module(args) if args.hf else open_clip_module(args)
    module.eval()
    pixels = torch.rand(2, 3, size, size)
    ids = torch.zeros(3, length, dtype=torch.long)
    ids[:, 0] = 1
    ids[0, 2], ids[1, 3], ids[2, length - 1] = 2, 3, 4
    both = module.model
    if args.hf:  # its own forward(input_ids, pixel_values): similarities first, then vectors
        both = One(both, lambda i, p: both_of_hf(module.model, i, p))
    kinds = {
        "image": (One(module, module.encode_image), (pixels,)),
        "text": (One(module, module.encode_text), (ids,)),
        "both": (both, (ids, pixels) if args.hf else (pixels, ids)),
    }
    for kind, (traced, inputs) in kinds.items():
        folder = pathlib.Path(args.out) / kind
        folder.mkdir(parents=True, exist_ok=True)
        with torch.no_grad():
            torch.jit.trace(traced.eval(), inputs).save(str(folder / "clip.pt"))
        for name, content in files.items():
            (folder / name).write_text(json.dumps(content, indent=1) + "\n")
    print("wrote", ", ".join(f"{args.out}/{kind}/clip.pt" for kind in kinds))


def both_of_hf(model, ids, pixels):
    out = model(input_ids=ids, pixel_values=pixels)
    return out.logits_per_image, out.logits_per_text, out.text_embeds, out.image_embeds


if __name__ == "__main__":
    main()
