"""Compares full-size models between open_clip and the clip command, in one run.

For each architecture: a model with random weights in the real shapes is made by open_clip, saved in
the open_clip layout, run there on random pictures and token ids, and run here by `clip
encode-tensors`. Printed: two Markdown rows a model with the smallest cosine, the largest absolute
difference as a share of the largest value, and the wall time of both sides: open_clip's load within a warm
process; whole processes of the command for `info`, `convert` (with a heap of 32 MB), and encoding with and
without the conversion.

usage: python full_size.py [--clip clip-examples/target/clip/bin/clip] [--work DIR] [MODEL ...]
needs: pip install -r tools/parity/requirements.txt
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import numpy as np
import open_clip
import torch
from safetensors.numpy import load_file
from safetensors.torch import save_file

OPENAI_MEAN = [0.48145466, 0.4578275, 0.40821073]
OPENAI_STD = [0.26862954, 0.26130258, 0.27577711]


def make(name, folder, seed):
    """Writes checkpoint, config, inputs and reference outputs; returns the reference's load time."""
    torch.manual_seed(seed)
    model = open_clip.create_model(name, force_quick_gelu=True).eval()
    with torch.no_grad():
        for key, value in model.named_parameters():
            # The initial values are so small that every picture looks alike: widen them.
            if value.dim() > 1 and "positional" not in key:
                value.mul_(1.5)
        for key, value in model.named_buffers():
            if key.endswith("running_mean"):
                value.normal_(std=0.1)
            elif key.endswith("running_var"):
                value.uniform_(0.5, 1.5)
    config = dict(open_clip.get_model_config(name), quick_gelu=True)
    size = model.visual.image_size
    size = size[0] if isinstance(size, tuple) else size
    state = {k: v.contiguous() for k, v in model.state_dict().items() if k != "attn_mask"}
    weights = folder / "open_clip_model.safetensors"
    save_file(state, weights)
    (folder / "open_clip_config.json").write_text(
        json.dumps(
            {
                "model_cfg": config,
                "preprocess_cfg": {
                    "mean": OPENAI_MEAN,
                    "std": OPENAI_STD,
                    "interpolation": "bicubic",
                    "resize_mode": "shortest",
                },
            }
        )
    )
    pixels = torch.randn(2, 3, size, size)
    ids = torch.zeros(3, 77, dtype=torch.long)
    for row, length in enumerate([3, 9, 77]):
        ids[row, 0] = 49406
        ids[row, 1 : length - 1] = torch.randint(1, 49405, (length - 2,))
        ids[row, length - 1] = 49407
    inputs = folder / "inputs.safetensors"
    save_file({"pixel_values": pixels, "input_ids": ids}, inputs)
    with torch.inference_mode():
        expected = {
            "image_features": model.encode_image(pixels).numpy(),
            "text_features": model.encode_text(ids).numpy(),
        }
    del model, state
    started = time.perf_counter()
    open_clip.create_model_and_transforms(f"local-dir:{folder}")
    return expected, time.perf_counter() - started


def timed(command, **more):
    env = dict(os.environ, **{name: str(value) for name, value in more.items()})
    started = time.perf_counter()
    subprocess.run([str(word) for word in command], check=True, env=env, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def compare(actual, expected):
    x, y = actual.astype(np.float64), expected.astype(np.float64)
    cosine = (x * y).sum(1) / np.linalg.norm(x, axis=1) / np.linalg.norm(y, axis=1)
    return cosine.min(), np.abs(x - y).max() / np.abs(y).max()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clip", default="clip-examples/target/clip/bin/clip")
    parser.add_argument("--work")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("models", nargs="*", default=["ViT-B-32", "ViT-L-14", "RN50"])
    options = parser.parse_args()
    print("| model | tower | min cosine | max abs / largest | open_clip load s | info s | convert s | first s | cached s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in options.models:
        with tempfile.TemporaryDirectory(dir=options.work) as scratch:
            folder = pathlib.Path(scratch) / "model"
            folder.mkdir()
            expected, load_seconds = make(name, folder, options.seed)
            out = pathlib.Path(scratch) / "out.safetensors"
            cache = pathlib.Path(scratch) / "cache"
            info = timed([options.clip, "info", folder])
            convert = timed([options.clip, "convert", folder, "--precision", "fp32", "--out", cache / "converted"], CLIP_OPTS="-Xmx32m")
            shutil.rmtree(cache / "converted")
            encode = [options.clip, "encode-tensors", folder / "inputs.safetensors", "--model", folder, "--precision", "fp32", "--out", out]
            # The first converts, the second finds the archive in the cache.
            first, cached = (timed(encode, CLIP4J_CACHE=cache) for _ in range(2))
            actual = load_file(out)
            for key, tower in (("image_features", "image"), ("text_features", "text")):
                cosine, share = compare(actual[key], expected[key])
                print(f"| {name} | {tower} | {cosine:.9f} | {share:.1e} | {load_seconds:.1f} | {info:.2f} | {convert:.1f} | {first:.1f} | {cached:.1f} |", flush=True)


if __name__ == "__main__":
    main()
