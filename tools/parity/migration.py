"""Runs the Python blocks of docs/MIGRATION.md and keeps what they give for MigrationTest.

The blocks name models of the hub; here small ones take their places: the starter for open_clip, and for transformers
and sentence-transformers a random model in Hugging Face's layout, written to clip-examples' test resources (float16;
only the tokens of the blocks have embeddings, so that it compresses well). Each replacement must occur in its block.

  python tools/parity/migration.py          # versions: requirements.txt
"""
import contextlib
import importlib.metadata
import io
import json
import os
import re
import shutil
from pathlib import Path

import open_clip
import torch
import torch.nn.functional as F
import transformers
from open_clip.tokenizer import SimpleTokenizer
from PIL import Image
from sentence_transformers import SentenceTransformer, util
from sentence_transformers.sentence_transformer.modules.clip_model import CLIPModel as ClipModule
from transformers import pipeline

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "clip-starter/src/main/resources/io/github/clip4j/starter"
GOLDEN = ROOT / "clip-examples/src/test/resources/golden/migration"


def tokenizer_files(folder):
    """vocab.json and merges.txt as transformers reads them, from open_clip's list of merges."""
    tokenizer = SimpleTokenizer()
    vocabulary = dict(tokenizer.encoder)
    vocabulary["<|startoftext|>"] = vocabulary.pop("<start_of_text>")
    vocabulary["<|endoftext|>"] = vocabulary.pop("<end_of_text>")
    merges = sorted(tokenizer.bpe_ranks, key=tokenizer.bpe_ranks.get)
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    lines = ["#version: 0.2"] + [" ".join(pair) for pair in merges]
    (folder / "merges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "bos_token": "<|startoftext|>",
                    "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>", "pad_token": "<|endoftext|>"}))
    (folder / "processor_config.json").write_text(json.dumps({"processor_class": "CLIPProcessor"}))


def model_folder(texts):
    """A CLIP of 16 channels for both towers."""
    shutil.rmtree(GOLDEN, ignore_errors=True)
    GOLDEN.mkdir(parents=True)
    tower = dict(hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2)
    config = transformers.CLIPConfig(
        text_config=dict(tower, vocab_size=49408, bos_token_id=49406, eos_token_id=49407),
        vision_config=dict(tower, image_size=32, patch_size=8), projection_dim=16)
    torch.manual_seed(1)
    model = transformers.CLIPModel(config).eval()
    generator = torch.Generator().manual_seed(2)
    used = {49406, 49407} | {i for text in texts for i in SimpleTokenizer().encode(text)}
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name != "logit_scale":
                scale = 0.02 if "norm" in name and name.endswith("bias") else 0.3
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * scale)
            if "norm" in name and name.endswith("weight"):
                parameter.add_(1)
        table = model.text_model.embeddings.token_embedding.weight
        keep = torch.zeros(table.shape[0], 1)
        keep[sorted(used)] = 1
        table.mul_(keep)
    model.half().save_pretrained(GOLDEN)
    # Halves on the disk, computed in float32 by both sides.
    config = (GOLDEN / "config.json").read_text(encoding="utf-8")
    (GOLDEN / "config.json").write_text(config.replace('"dtype": "float16"', '"dtype": "float32"'), encoding="utf-8")
    transformers.CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}).save_pretrained(GOLDEN)


def blocks():
    """The Python blocks by the heading above them."""
    text = (ROOT / "docs/MIGRATION.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)$", text, flags=re.M)
    found = {}
    for heading, part in zip(parts[1::2], parts[2::2]):
        for block in re.findall(r"^```python\n(.*?)\n```$", part, flags=re.M | re.S):
            found[heading] = block
    return found


def run(block, replacements, names):
    """What a block prints; its variables are in names afterwards."""
    code = block
    for old, new in replacements.items():
        if old not in code:
            raise SystemExit(f"the block no longer has {old}:\n{block}")
        code = code.replace(old, new)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, "docs/MIGRATION.md", "exec"), names)
    return [line.rsplit(" ", 1) for line in said.getvalue().splitlines()]


def main():
    transformers.utils.logging.set_verbosity_error()
    found = blocks()
    if set(found) != {"open_clip", "transformers", "sentence-transformers"}:
        raise SystemExit(f"blocks of {sorted(found)}; teach this script about them")
    texts = re.findall(r'"([^"]+)"', found["sentence-transformers"] + found["transformers"])
    model_folder(texts + ["This is a photo of dog face.", "This is a photo of automobile."])
    work = ROOT / "target/migration"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(GOLDEN, work / "hf")
    tokenizer_files(work / "hf")
    dog = json.dumps(str(STARTER / "pictures/noto-dog-face.png"))
    folder = json.dumps(str(work / "hf"))
    names = dict(open_clip=open_clip, torch=torch, F=F, Image=Image, pipeline=pipeline, util=util,
                 SentenceTransformer=SentenceTransformer, ClipModule=ClipModule)

    run(found["open_clip"], {'"ViT-B-32", pretrained="laion2b_s34b_b79k"': f'"local-dir:{STARTER}"',
                             'get_tokenizer("ViT-B-32")': f'get_tokenizer("local-dir:{STARTER}")',
                             '"dog.png"': dog}, names)
    labels = ["a dog face", "an automobile"]
    results = {"open_clip": list(zip(labels, names["probabilities"][0].tolist()))}
    results["transformers"] = run(found["transformers"], {'"openai/clip-vit-base-patch32"': folder, '"dog.png"': dog}, names)
    results["sentence-transformers"] = run(
        found["sentence-transformers"],
        {'SentenceTransformer("clip-ViT-B-32")': f"SentenceTransformer(modules=[ClipModule({folder})])", '"dog.png"': dog}, names)

    packages = ["open_clip_torch", "transformers", "sentence-transformers", "torch", "pillow"]
    golden = {
        "versions": {name: importlib.metadata.version(name) for name in packages},
        "blocks": [{"heading": heading, "code": block, "results": [[label, float(value)] for label, value in results[heading]]}
                   for heading, block in found.items()],
    }
    (GOLDEN / "results.json").write_text(json.dumps(golden, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()
