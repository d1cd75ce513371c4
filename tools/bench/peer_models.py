"""Makes what peers.py measures with: one random ViT-B/32 in every peer's form, inputs, pictures.

usage: peer_models.py WORK_FOLDER
Everything that is already there is kept. Weights are open_clip's random ones in full size (151,277,313 parameters,
quick_gelu as OpenAI's), written in open_clip's and in Hugging Face's layout and exported to ONNX.
"""

import json
import os
import pathlib
import shutil
import sys

import numpy as np

NAME, SEED, FILES = "ViT-B-32-quickgelu", 1, 1000
MEAN, STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]


def once(target, write):
    """Writes beside the target and moves, so that a broken run leaves nothing half made."""
    if target.exists():
        return
    print(f"making {target}", file=sys.stderr, flush=True)
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    write(part)
    os.replace(part, target)


def open_clip_folder(folder):
    import open_clip
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True)
    torch.manual_seed(SEED)
    model = open_clip.create_model(NAME).eval()
    with torch.no_grad():
        for name, value in model.named_parameters():
            # The initial values are so small that every picture looks alike: widen them.
            if value.dim() > 1 and "positional" not in name:
                value.mul_(1.5)
    state = {k: v.contiguous() for k, v in model.state_dict().items() if k != "attn_mask"}
    save_file(state, folder / "open_clip_model.safetensors")
    preprocess = {"mean": MEAN, "std": STD, "interpolation": "bicubic", "resize_mode": "shortest"}
    config = {"model_cfg": dict(open_clip.get_model_config(NAME)), "preprocess_cfg": preprocess}
    (folder / "open_clip_config.json").write_text(json.dumps(config))


def hugging_face_folder(work, folder):
    """The same weights under transformers' names."""
    import open_clip
    import torch
    import transformers
    from safetensors.torch import load_file

    state = load_file(work / "open_clip/open_clip_model.safetensors")
    model = transformers.CLIPModel(transformers.CLIPConfig())
    names = {
        "logit_scale": "logit_scale",
        "text_model.embeddings.token_embedding.weight": "token_embedding.weight",
        "text_model.embeddings.position_embedding.weight": "positional_embedding",
        "text_model.final_layer_norm.weight": "ln_final.weight",
        "text_model.final_layer_norm.bias": "ln_final.bias",
        "vision_model.embeddings.class_embedding": "visual.class_embedding",
        "vision_model.embeddings.patch_embedding.weight": "visual.conv1.weight",
        "vision_model.embeddings.position_embedding.weight": "visual.positional_embedding",
        "vision_model.pre_layrnorm.weight": "visual.ln_pre.weight",
        "vision_model.pre_layrnorm.bias": "visual.ln_pre.bias",
        "vision_model.post_layernorm.weight": "visual.ln_post.weight",
        "vision_model.post_layernorm.bias": "visual.ln_post.bias",
    }
    own = {theirs: state[ours] for theirs, ours in names.items()}
    own["text_projection.weight"] = state["text_projection"].T.contiguous()
    own["visual_projection.weight"] = state["visual.proj"].T.contiguous()
    for tower, prefix in (("text_model", ""), ("vision_model", "visual.")):
        for i in range(12):
            block, layer = f"{prefix}transformer.resblocks.{i}.", f"{tower}.encoder.layers.{i}."
            for kind in ("weight", "bias"):
                q, k, v = state[f"{block}attn.in_proj_{kind}"].chunk(3)
                own |= {f"{layer}self_attn.{n}_proj.{kind}": t.contiguous() for n, t in (("q", q), ("k", k), ("v", v))}
                for theirs, ours in (
                    ("self_attn.out_proj", "attn.out_proj"), ("layer_norm1", "ln_1"), ("layer_norm2", "ln_2"),
                    ("mlp.fc1", "mlp.c_fc"), ("mlp.fc2", "mlp.c_proj"),
                ):
                    own[f"{layer}{theirs}.{kind}"] = state[f"{block}{ours}.{kind}"]
    missing = set(dict(model.named_parameters())) - set(own)
    if missing or set(own) - set(model.state_dict()):
        raise ValueError(f"names differ: {sorted(missing)[:3]} {sorted(set(own) - set(model.state_dict()))[:3]}")
    with torch.no_grad():
        model.load_state_dict(own, strict=False)
    model.save_pretrained(folder)
    size = {"shortest_edge": 224}
    transformers.CLIPImageProcessor(size=size, image_mean=MEAN, image_std=STD).save_pretrained(folder)
    save_tokenizer(open_clip, transformers, folder)


def save_tokenizer(open_clip, transformers, folder):
    """CLIP's vocabulary, taken from the file that open_clip ships."""
    tokens = open_clip.get_tokenizer(NAME)
    vocabulary = folder / "vocab.json"
    encoder = dict(tokens.encoder)
    encoder = {{"<start_of_text>": "<|startoftext|>", "<end_of_text>": "<|endoftext|>"}.get(k, k): v for k, v in encoder.items()}
    vocabulary.write_text(json.dumps(encoder), encoding="utf-8")
    merges = sorted(tokens.bpe_ranks, key=tokens.bpe_ranks.get)
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(" ".join(m) for m in merges) + "\n", encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "bos_token": "<|startoftext|>",
                    "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>", "pad_token": "<|endoftext|>"})
    )
    (folder / "processor_config.json").write_text(json.dumps({"processor_class": "CLIPProcessor"}))
    if (folder / "preprocessor_config.json").exists():
        config = json.loads((folder / "preprocessor_config.json").read_text())
        config["processor_class"] = "CLIPProcessor"
        (folder / "preprocessor_config.json").write_text(json.dumps(config))


def onnx_folder(work, folder):
    """Both towers with dynamic batch and text length; int8 by onnxruntime's dynamic quantization."""
    import torch
    import transformers

    folder.mkdir(parents=True)
    model = transformers.CLIPModel.from_pretrained(work / "hf", attn_implementation="eager").eval()

    class Image(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vision, self.project = model.vision_model, model.visual_projection

        def forward(self, x):
            return self.project(self.vision(pixel_values=x).pooler_output)

    class Text(torch.nn.Module):
        """The end token is the last one in every row that is measured, as in transformers' own export."""

        def __init__(self):
            super().__init__()
            self.text, self.project = model.text_model, model.text_projection

        def forward(self, x):
            return self.project(self.text(input_ids=x).pooler_output)

    batch, length = torch.export.Dim("batch", max=64), torch.export.Dim("length", max=77)
    examples = {
        "image": (Image(), torch.randn(2, 3, 224, 224), {0: batch}),
        "text": (Text(), torch.randint(1, 49000, (2, 9)), {0: batch, 1: length}),
    }
    for tower, (module, example, shape) in examples.items():
        if tower == "text":
            example[:, -1] = 49407
        path = str(folder / f"{tower}.onnx")
        torch.onnx.export(module.eval(), (example,), path, input_names=["x"], output_names=["y"], dynamo=True,
                          dynamic_shapes=(shape,), external_data=False)
        for make_int8 in (int8_of_onnxruntime, int8_of_openvino):
            try:
                make_int8(folder, tower)
            except Exception as e:
                print(f"{make_int8.__name__} left out: {type(e).__name__}: {e}", file=sys.stderr)


def int8_of_onnxruntime(folder, tower):
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(folder / f"{tower}.onnx"), str(folder / f"{tower}_int8.onnx"), weight_type=QuantType.QInt8)


def int8_of_openvino(folder, tower):
    """Weights only, which is what NNCF does without calibration data."""
    import nncf
    import openvino

    model = openvino.Core().read_model(str(folder / f"{tower}.onnx"))
    openvino.save_model(nncf.compress_weights(model), str(folder / f"{tower}_nncf.xml"))


def inputs(work):
    rng = np.random.default_rng(SEED)
    once(work / "pixels.f32", lambda p: rng.standard_normal((32, 3, 224, 224), np.float32).tofile(p))
    for n in (7, 77):
        ids = rng.integers(1, 49000, (32, n))
        ids[:, 0], ids[:, -1] = 49406, 49407
        once(work / f"ids{n}.i64", lambda p: ids.astype("<i8").tofile(p))


def pictures(folder):
    """640x480 JPEGs with edges, gradients and noise; about the size a camera's thumbnail has."""
    from PIL import Image, ImageDraw

    folder.mkdir(parents=True)
    rng = np.random.default_rng(SEED)
    noise = rng.normal(0, 6, (480, 640, 3))
    for i in range(FILES):
        small = rng.integers(0, 256, (12, 16, 3), np.uint8)
        picture = Image.fromarray(small).resize((640, 480), Image.BICUBIC)
        draw = ImageDraw.Draw(picture)
        for _ in range(12):
            x, y, w, h = rng.integers(0, 500, 4)
            draw.ellipse([int(x), int(y), int(x + w / 3 + 5), int(y + h / 3 + 5)], fill=tuple(int(v) for v in rng.integers(0, 256, 3)))
        pixels = np.asarray(picture, np.float32) + np.roll(noise, int(rng.integers(0, 480)), 0)
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(folder / f"{i:04d}.jpg", quality=90)


def make(work):
    work = pathlib.Path(work).resolve()
    work.mkdir(parents=True, exist_ok=True)
    inputs(work)
    once(work / "pictures", pictures)
    once(work / "open_clip", open_clip_folder)
    for name, write in (("hf", hugging_face_folder), ("onnx", onnx_folder)):
        try:
            once(work / name, lambda part: write(work, part))
        except Exception as e:  # the peers that need it will say so in their rows
            print(f"{name} not made: {type(e).__name__}: {e}", file=sys.stderr)


if __name__ == "__main__":
    make(sys.argv[1])
