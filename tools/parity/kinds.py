"""Compares random small models of every kind, in every layout, between open_clip and the clip command.

Each round draws an architecture (vision transformer or ResNet; widths, heads, MLP ratios, patches,
picture sizes, poolings, norms, masks, activations, epsilons), fills it with random weights, runs it in
open_clip, saves it in every layout that can hold it, and runs each file by `clip encode-tensors`.
Weights saved in fp16 or bf16 are compared with open_clip running the rounded weights. Every fifth round
saves the weights of one picture size and context length under a configuration of another, so that both
position tables are resized. Equal means: cosine of every row >= 0.999999 and the largest difference
<= 1e-4 of the largest value.

All runs of the command are in one process (ClipLines.java), unless --processes gives each its own.

usage: python kinds.py [--clip clip-examples/target/clip] [--rounds 40] [--seed 1] [--work DIR] [--processes]
needs: pip install -r tools/parity/requirements.txt
"""

import argparse
import collections
import copy
import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile

import numpy as np
import torch
from open_clip.factory import load_checkpoint
from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg, CustomTextCLIP
from safetensors.numpy import load_file
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPModel

VOCABULARY = 512
END = VOCABULARY - 1
KINDS = ["vit", "vit", "odd heads", "no ln_pre", "avg", "avg, norm last", "clipa", "custom text", "resnet", "resnet"]


def draw(rnd, kind):
    """An open_clip model configuration of this kind, and whether the text tower is a module of its own."""
    activation = rnd.choice(["quick", "gelu", "tanh"])
    act = {"act_kwargs": {"approximate": "tanh"}} if activation == "tanh" else {}
    eps = {"norm_kwargs": {"eps": 1e-6}} if rnd.random() < 0.25 else {}
    heads = rnd.choice([1, 2, 3, 4])
    text = dict(
        context_length=rnd.choice([5, 16, 32, 77]), vocab_size=VOCABULARY, width=heads * rnd.choice([8, 12, 20, 32]),
        heads=heads, layers=rnd.randint(1, 3), **act, **eps,
    )
    if rnd.random() < 0.3:
        text["mlp_ratio"] = rnd.choice([2.0, 3.7362, 4.3637])
    if kind == "resnet":
        width = rnd.choice([8, 12, 16, 20])
        vision = dict(
            image_size=32 * rnd.randint(1, 4), layers=[rnd.randint(1, 3) for _ in range(4)], width=width,
            head_width=rnd.choice([8, 16, width]),
        )
    else:
        head = rnd.choice([10, 11, 13, 14, 26]) if kind == "odd heads" else rnd.choice([8, 16, 32])
        patch = rnd.choice([4, 7, 8, 14, 16])
        vision = dict(
            image_size=patch * rnd.randint(1, 6) + (rnd.randint(1, patch - 1) if rnd.random() < 0.25 else 0),
            layers=rnd.randint(1, 3), width=head * rnd.randint(1, 5), head_width=head, patch_size=patch, **act, **eps,
        )
        if kind == "odd heads" or rnd.random() < 0.3:
            vision["mlp_ratio"] = rnd.choice([2.0, 3.7362, 4.3637, 4.9231, 8.5715])
        if kind == "odd heads" and rnd.random() < 0.3:
            vision["head_width"] = vision["width"] - 1  # open_clip divides and rounds down: one head
    if kind in ("no ln_pre", "clipa"):
        vision["no_ln_pre"] = True
    if kind in ("avg", "avg, norm last", "clipa"):
        vision["pool_type"] = "avg"
    if kind in ("avg, norm last", "clipa"):
        vision["final_ln_after_pool"] = True
    if kind == "clipa":
        text.update(no_causal_mask=True, pool_type="last")
    elif rnd.random() < 0.3:
        text["pool_type"] = rnd.choice(["first", "last", "eos"])
        if text["pool_type"] == "eos":
            text["eos_id"] = rnd.choice([END, 2])
    if kind == "custom text" and rnd.random() < 0.5:
        text["no_causal_mask"] = True
    config = dict(embed_dim=rnd.choice([8, 16, 20, 36]), vision_cfg=vision, text_cfg=text)
    if activation == "quick":
        config["quick_gelu"] = True
    if kind == "custom text":
        config["custom_text"] = True
    return config


def build(config):
    kind = CustomTextCLIP if config.get("custom_text") else CLIP
    return kind(
        config["embed_dim"], CLIPVisionCfg(**config["vision_cfg"]), CLIPTextCfg(**config["text_cfg"]),
        quick_gelu=config.get("quick_gelu", False),
    ).eval()


def fill(model):
    for name, p in model.named_parameters():
        if p.dim() > 0:
            torch.nn.init.normal_(p, std=0.25 if p.dim() > 1 else 0.3)
        norm = any(part in name for part in ("ln_", "bn", "downsample.1"))
        if norm and name.endswith("weight"):
            torch.nn.init.normal_(p, mean=1, std=0.2)
    for name, b in model.named_buffers():
        if name.endswith("running_mean"):
            torch.nn.init.normal_(b, std=0.2)
        elif name.endswith("running_var"):
            torch.nn.init.uniform_(b, 0.5, 2)


def inputs(config):
    size, length = config["vision_cfg"]["image_size"], config["text_cfg"]["context_length"]
    end = config["text_cfg"].get("eos_id", END)
    ids = torch.zeros(4, length, dtype=torch.long)
    for row, n in enumerate([2, min(5, length), length, max(3, length // 2)]):
        ids[row, 0] = END - 1
        ids[row, 1 : n - 1] = torch.randint(3, END - 1, (n - 2,))
        ids[row, n - 1] = end
    return {"pixel_values": torch.randn(3, 3, size, size), "input_ids": ids}


def run(model, given):
    with torch.inference_mode():
        return {
            "image_features": model.encode_image(given["pixel_values"]).numpy(),
            "text_features": model.encode_text(given["input_ids"]).numpy(),
        }


def rounded(model, dtype):
    """The model with weights that went through this type once."""
    copied = copy.deepcopy(model)
    copied.load_state_dict({k: v.to(dtype).to(v.dtype) if v.is_floating_point() else v for k, v in model.state_dict().items()})
    return copied


def state(model, dtype=torch.float32):
    kept = {k: v for k, v in model.state_dict().items() if not k.endswith(("attn_mask", "num_batches_tracked"))}
    return {k: v.to(dtype).contiguous().clone() for k, v in kept.items()}


def write_config(folder, config):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": config, "preprocess_cfg": {}}))
    return folder


def shards(folder, tensors, stem, extension, save):
    """Three files and their index, as huggingface_hub splits them."""
    names = list(tensors)
    where = {}
    for i in range(3):
        file = f"{stem}-{i + 1:05d}-of-00003.{extension}"
        part = {n: tensors[n] for n in names[i::3]}
        save(part, folder / file)
        where.update(dict.fromkeys(part, file))
    (folder / f"{stem}.{extension}.index.json").write_text(json.dumps({"metadata": {}, "weight_map": where}))


def strided(tensors):
    """The same values in memory that is not row-major, in one storage where two are alike."""
    views = {k: v.t().contiguous().t() if v.dim() == 2 else v for k, v in tensors.items()}
    flat = torch.cat([v.reshape(-1) for v in tensors.values() if v.dim() == 1])
    at = 0
    for k, v in tensors.items():
        if v.dim() == 1:
            views[k] = flat[at : at + v.numel()]
            at += v.numel()
    return views


def hugging_face(model, config, given, folder, legacy):
    """A CLIPModel folder if transformers has this architecture; checked against open_clip on the way."""
    v, t = config["vision_cfg"], config["text_cfg"]
    heads = isinstance(v["layers"], int) and v["width"] // v["head_width"]
    fits = (
        heads and not config.get("custom_text") and not v.get("no_ln_pre") and v.get("pool_type", "tok") == "tok"
        and t.get("pool_type", "argmax") == "argmax" and v["image_size"] % v["patch_size"] == 0
    )
    if not fits:
        return False
    act = "quick_gelu" if config.get("quick_gelu") else "gelu_pytorch_tanh" if "act_kwargs" in t else "gelu"
    eps = t.get("norm_kwargs", {}).get("eps", 1e-5)
    text = dict(
        vocab_size=VOCABULARY, hidden_size=t["width"], intermediate_size=int(t.get("mlp_ratio", 4) * t["width"]),
        num_hidden_layers=t["layers"], num_attention_heads=t["heads"], max_position_embeddings=t["context_length"],
        hidden_act=act, layer_norm_eps=eps, eos_token_id=END, bos_token_id=END - 1, pad_token_id=0,
        projection_dim=config["embed_dim"],
    )
    vision = dict(
        hidden_size=v["width"], intermediate_size=int(v.get("mlp_ratio", 4) * v["width"]), num_hidden_layers=v["layers"],
        num_attention_heads=heads, image_size=v["image_size"], patch_size=v["patch_size"], hidden_act=act,
        layer_norm_eps=eps, projection_dim=config["embed_dim"],
    )
    other = CLIPModel(CLIPConfig(projection_dim=config["embed_dim"], text_config=text, vision_config=vision)).eval()
    s, h = state(model), {}
    h["logit_scale"] = s["logit_scale"]
    h["text_projection.weight"] = s["text_projection"].T.contiguous()
    h["visual_projection.weight"] = s["visual.proj"].T.contiguous()
    h["text_model.embeddings.token_embedding.weight"] = s["token_embedding.weight"]
    h["text_model.embeddings.position_embedding.weight"] = s["positional_embedding"]
    h["vision_model.embeddings.class_embedding"] = s["visual.class_embedding"]
    h["vision_model.embeddings.patch_embedding.weight"] = s["visual.conv1.weight"]
    h["vision_model.embeddings.position_embedding.weight"] = s["visual.positional_embedding"]
    norms = {"text_model.final_layer_norm": "ln_final", "vision_model.pre_layrnorm": "visual.ln_pre",
             "vision_model.post_layernorm": "visual.ln_post"}
    for tower, prefix, n in (("text_model", "transformer", t["layers"]), ("vision_model", "visual.transformer", v["layers"])):
        for i in range(n):
            a, b = f"{tower}.encoder.layers.{i}.", f"{prefix}.resblocks.{i}."
            norms.update({a + "layer_norm1": b + "ln_1", a + "layer_norm2": b + "ln_2", a + "self_attn.out_proj": b + "attn.out_proj",
                          a + "mlp.fc1": b + "mlp.c_fc", a + "mlp.fc2": b + "mlp.c_proj"})
            for w in ("weight", "bias"):
                for letter, part in zip("qkv", s[b + f"attn.in_proj_{w}"].chunk(3)):
                    h[a + f"self_attn.{letter}_proj.{w}"] = part.contiguous()
    for ours, theirs in norms.items():
        h.update({f"{ours}.{w}": s[f"{theirs}.{w}"] for w in ("weight", "bias")})
    missing = other.load_state_dict(h, strict=False)
    assert not missing.unexpected_keys and all("position_ids" in k for k in missing.missing_keys), missing
    other.save_pretrained(folder / "hf")
    ids = {"text_model.embeddings.position_ids": torch.arange(t["context_length"])[None],
           "vision_model.embeddings.position_ids": torch.arange(len(s["visual.positional_embedding"]))[None]}
    for name, pickled in (("hf_bin", False), ("hf_sharded_bin", True)):
        (folder / name).mkdir()
        shutil.copy(folder / "hf/config.json", folder / name)
        if pickled:
            shards(folder / name, h, "pytorch_model", "bin", torch.save)
        else:
            torch.save({**h, **ids}, folder / name / "pytorch_model.bin")
    if legacy:  # as transformers wrote them once: the sections named *_dict win over the others
        file = folder / "hf_bin/config.json"
        c = json.loads(file.read_text())
        c.update(text_config_dict=text, vision_config_dict=vision, text_config={}, vision_config={})
        file.write_text(json.dumps(c))
    return True


def openai(model, config, path):
    """A TorchScript archive as OpenAI's: half precision but for norms, embeddings and the scale."""
    k = copy.deepcopy(model)

    class Archive(torch.nn.Module):
        def __init__(self):
            super().__init__()
            for name in ("visual", "transformer", "token_embedding", "ln_final", "positional_embedding", "text_projection", "logit_scale"):
                setattr(self, name, getattr(k, name))
            for name, value in (("input_resolution", config["vision_cfg"]["image_size"]),
                                ("context_length", config["text_cfg"]["context_length"]), ("vocab_size", VOCABULARY)):
                self.register_buffer(name, torch.tensor(value))

        def forward(self, x):
            return self.visual(x)

    size = config["vision_cfg"]["image_size"]
    traced = torch.jit.trace(Archive().eval(), torch.randn(1, 3, size, size), check_trace=False, strict=False)
    for name, p in traced.named_parameters():
        matrix = p.dim() > 1 and "token_embedding" not in name and "positional" not in name
        if matrix or name.endswith("bias") and ("attn" in name or "mlp" in name):
            p.data = p.data.half()
    traced.save(str(path))
    halves = {n: p.data.float() for n, p in traced.named_parameters()}
    k.float().load_state_dict({**model.state_dict(), **halves}, strict=False)
    return k


def layouts(model, config, given, folder, rnd):
    """Yields name, path, configuration to pass, expected vectors."""
    s, expected = state(model), run(model, given)
    beside = write_config(folder / "open_clip", config) / "open_clip_config.json"
    save_file(s, folder / "open_clip/open_clip_model.safetensors", metadata={"format": "pt"})
    yield "open_clip safetensors", folder / "open_clip", None, expected
    (folder / "files").mkdir()
    save_file({"module." + k: v for k, v in s.items()}, folder / "files/prefixed.safetensors")
    yield "lone safetensors, module.", folder / "files/prefixed.safetensors", beside, expected
    shards(write_config(folder / "sharded", config), s, "model", "safetensors", save_file)
    yield "sharded safetensors", folder / "sharded", None, expected
    torch.save(s, write_config(folder / "bin", config) / "open_clip_pytorch_model.bin")
    yield "open_clip .bin", folder / "bin", None, expected
    torch.save({"epoch": 3, "name": "run", "state_dict": {"module." + k: v for k, v in s.items()},
                "optimizer": {"param_groups": [{"lr": 1e-3}]}}, folder / "files/training.pt")
    yield "training .pt, module.", folder / "files/training.pt", beside, expected
    torch.save(collections.OrderedDict(strided(s)), folder / "files/strided.pt")
    yield "strided, shared .pt", folder / "files/strided.pt", beside, expected
    for dtype in (torch.float16, torch.bfloat16, torch.float64):
        name, kept = str(dtype)[6:], expected if dtype == torch.float64 else run(rounded(model, dtype), given)
        save_file(state(model, dtype), folder / f"files/{name}.safetensors")
        yield f"{name} safetensors", folder / f"files/{name}.safetensors", beside, kept
        torch.save(state(model, dtype), folder / f"files/{name}.pt")
        yield f"{name} .pt", folder / f"files/{name}.pt", beside, kept
    if not config.get("custom_text"):
        halves = openai(model, config, folder / "files/openai.pt")
        yield "OpenAI TorchScript", folder / "files/openai.pt", beside, run(halves, given)
    if hugging_face(model, config, given, folder, rnd.random() < 0.5):
        for name in ("hf", "hf_bin", "hf_sharded_bin"):
            yield ("Hugging Face " + name[3:].replace("_", " ")).strip(), folder / name, None, expected


def resized(config, rnd, folder):
    """Weights of one size and length under a configuration of another; open_clip's own resizing."""
    other = copy.deepcopy(config)
    other["vision_cfg"]["image_size"] = other["vision_cfg"]["patch_size"] * rnd.randint(1, 7)
    other["text_cfg"]["context_length"] = rnd.choice([4, 9, 24, 80])
    small = build(config)
    fill(small)
    write_config(folder / "resized", other)
    file = folder / "resized/open_clip_model.safetensors"
    save_file(state(small), file)
    model = build(other)
    load_checkpoint(model, str(file))
    given = inputs(other)
    return given, [("sizes changed", folder / "resized", None, run(model, given))]


class Clip:
    """The clip command; calls give its exit status and what it said."""

    def __init__(self, folder, cache, processes):
        self.folder, self.env = folder, dict(os.environ, CLIP4J_CACHE=str(cache))
        self.lines = None
        if not processes:
            source = pathlib.Path(__file__).with_name("ClipLines.java")
            self.lines = subprocess.Popen(
                ["java", "-XX:+UseSerialGC", "-cp", f"{folder}/lib/*", source], env=self.env,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
            )

    def __call__(self, *arguments):
        words = [str(word) for word in arguments]
        if self.lines is None:
            ran = subprocess.run([f"{self.folder}/bin/clip", *words], capture_output=True, text=True, env=self.env)
            return ran.returncode, ran.stderr.strip()
        self.lines.stdin.write("\t".join(words) + "\n")
        self.lines.stdin.flush()
        for line in self.lines.stdout:
            if line.startswith("status "):
                status, _, said = line[7:].strip().partition("\t")
                return int(status), said
        raise RuntimeError("the clip process ended")


def difference(actual, expected):
    worst, least = 0.0, 1.0
    for key in ("image_features", "text_features"):
        x, y = actual[key].astype(np.float64), expected[key].astype(np.float64)
        assert x.shape == y.shape, (key, x.shape, y.shape)
        worst = max(worst, np.abs(x - y).max() / np.abs(y).max())
        least = min(least, ((x * y).sum(1) / np.linalg.norm(x, axis=1) / np.linalg.norm(y, axis=1)).min())
    return worst, least


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clip", default="clip-examples/target/clip")
    parser.add_argument("--processes", action="store_true")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="round to begin with, to repeat one")
    parser.add_argument("--work")
    options = parser.parse_args()
    table = collections.defaultdict(lambda: [0, 0, 0.0, 1.0])
    cache = tempfile.TemporaryDirectory(dir=options.work)
    clip = Clip(options.clip, cache.name, options.processes)
    for n in range(options.first, options.rounds):
        rnd = random.Random(options.seed * 1000 + n)
        torch.manual_seed(options.seed * 1000 + n)
        kind = KINDS[n % len(KINDS)]
        config = draw(rnd, kind)
        with tempfile.TemporaryDirectory(dir=options.work) as scratch:
            folder = pathlib.Path(scratch)
            if n % 5 == 4 and kind != "resnet" and not config.get("custom_text"):
                given, cases = resized(config, rnd, folder)
            else:
                model = build(config)
                fill(model)
                given = inputs(config)
                cases = layouts(model, config, given, folder, rnd)
            save_file(given, folder / "inputs.safetensors")
            for layout, path, configuration, expected in cases:
                out = folder / "out.safetensors"
                command = ["encode-tensors", folder / "inputs.safetensors", "--model", path, "--precision", "fp32", "--out", out]
                command += ["--config", configuration] if configuration else []
                status, said = clip(*command)
                row = table[kind, layout]
                row[0] += 1
                if status:
                    print(f"round {n} {kind}, {layout}: {said[-400:]} {json.dumps(config)}", flush=True)
                    continue
                worst, least = difference(load_file(out), expected)
                row[2], row[3] = max(row[2], worst), min(row[3], least)
                if worst <= 1e-4 and least >= 0.999999:
                    row[1] += 1
                else:
                    print(f"round {n} {kind}, {layout}: {worst:.1e} {least:.9f} {json.dumps(config)}", flush=True)
                out.unlink()
    print("| kind | layout | equal | max abs / largest | min cosine |\n|---|---|---|---|---|")
    for (kind, layout), (runs, equal, worst, least) in sorted(table.items()):
        print(f"| {kind} | {layout} | {equal} of {runs} | {worst:.1e} | {least:.9f} |")
    total, equal = (sum(row[i] for row in table.values()) for i in (0, 1))
    print(f"{equal} of {total} equal")


if __name__ == "__main__":
    main()
