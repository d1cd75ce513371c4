"""Traces a CLIP of open_clip or transformers to a TorchScript archive for DJL: the way with Python.

clip4j needs none of this: it reads checkpoints itself. It is for models with parts that clip4j does
not know, and for people who want the classic way. The archive has the methods encode_image (float32
[B, 3, S, S]) and encode_text (int64 [B, T], T the context length), both giving raw vectors [B, D].
The configuration is written beside it, which is where clip4j looks for sizes and preprocessing.

    pip install torch open_clip_torch transformers
    python export_torchscript.py --open-clip ViT-B-32 --pretrained laion2b_s34b_b79k --out clip/
    python export_torchscript.py --open-clip-folder FOLDER --out clip/
    python export_torchscript.py --hf openai/clip-vit-base-patch32 --out clip/

Then, since an archive is a program and has to be trusted:

    ClipModel.builder().model(Path.of("clip/clip.pt")).trustTorchScript(true).load()
"""

import argparse
import json
import pathlib

import torch


class TwoMethods(torch.nn.Module):
    """One module with the two methods, whatever the library calls them."""

    def __init__(self, model, image, text):
        super().__init__()
        self.model = model
        self._image = image
        self._text = text
        self.logit_scale = torch.nn.Parameter(
            model.logit_scale.detach().clone(), requires_grad=False
        )

    def encode_image(self, pixels):
        return features(self._image(pixels))

    def encode_text(self, ids):
        return features(self._text(ids))

    def forward(self, pixels, ids):
        return self.encode_image(pixels), self.encode_text(ids)


def features(output):
    """transformers 5 wraps vectors in an object; older ones and open_clip give the tensor."""
    return output if isinstance(output, torch.Tensor) else output.pooler_output


def open_clip_module(args):
    import open_clip
    from open_clip.factory import load_checkpoint

    if args.open_clip_folder:
        folder = pathlib.Path(args.open_clip_folder)
        config = json.loads((folder / "open_clip_config.json").read_text())
        model_cfg = dict(config["model_cfg"])
        quick = model_cfg.pop("quick_gelu", False)
        from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg

        model = CLIP(
            model_cfg["embed_dim"],
            CLIPVisionCfg(**model_cfg["vision_cfg"]),
            CLIPTextCfg(**model_cfg["text_cfg"]),
            quick_gelu=quick,
        )
        load_checkpoint(model, str(folder / "open_clip_model.safetensors"))
    else:
        model = open_clip.create_model(args.open_clip, pretrained=args.pretrained)
        preprocess = dict(model.visual.preprocess_cfg)
        config = {
            "model_cfg": open_clip.get_model_config(args.open_clip),
            "preprocess_cfg": {
                key: preprocess[key]
                for key in ("mean", "std", "interpolation", "resize_mode", "size")
                if key in preprocess
            },
        }
    model.eval()
    size = config["model_cfg"]["vision_cfg"]["image_size"]
    length = config["model_cfg"]["text_cfg"].get("context_length", 77)
    module = TwoMethods(model, model.encode_image, model.encode_text)
    return module, size, length, {"open_clip_config.json": config}


def hf_module(args):
    from transformers import CLIPImageProcessor, CLIPModel

    model = CLIPModel.from_pretrained(args.hf, attn_implementation="eager").eval()
    config = model.config
    module = TwoMethods(
        model,
        lambda pixels: model.get_image_features(pixel_values=pixels),
        lambda ids: model.get_text_features(input_ids=ids),
    )
    files = {
        "config.json": json.loads(config.to_json_string(use_diff=False)),
        "preprocessor_config.json": json.loads(
            CLIPImageProcessor.from_pretrained(args.hf).to_json_string()
        ),
    }
    return (
        module,
        config.vision_config.image_size,
        config.text_config.max_position_embeddings,
        files,
    )


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
    # Two rows with the largest id at different places, so that nothing of one text is baked in.
    vocabulary = module.model.state_dict()
    rows = next(v.shape[0] for k, v in vocabulary.items() if k.endswith("token_embedding.weight"))
    ids = torch.zeros(2, length, dtype=torch.long)
    ids[0, :3] = torch.tensor([rows - 2, 5, rows - 1])
    ids[1, :5] = torch.tensor([rows - 2, 7, 9, 11, rows - 1])
    with torch.no_grad():
        traced = torch.jit.trace_module(
            module, {"encode_image": pixels, "encode_text": ids, "forward": (pixels, ids)}
        )
    out = pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    traced.save(str(out / "clip.pt"))
    for name, content in files.items():
        (out / name).write_text(json.dumps(content, indent=1) + "\n")
    print(f"wrote {out / 'clip.pt'} and {', '.join(files)}")


if __name__ == "__main__":
    main()
