"""Writes what docs/MODELS.md says of each architecture of open_clip's, for ModelsTable in clip-examples.

    pip install open_clip_torch
    python tools/open_clip_architectures.py clip-examples/src/test/resources/documents/architectures.tsv

Columns: name, embedding dimension, picture side, context length, foreign tokenizer, what is foreign in
it. The last column holds the field of the configuration that ConfigReader refuses, or nothing.
"""

import json
import pathlib
import sys

import open_clip

FAMILIES = {
    "siglip": "SigLIP", "vit_pe_core": "PE-Core's image tower", "vitamin": "ViTamin's image tower",
    "eva": "EVA's image tower", "convnext": "ConvNeXt", "fastvit_mci": "MobileCLIP's image tower",
    "vit_base_mci": "MobileCLIP's image tower",
}


def foreign(config):
    if "multimodal_cfg" in config:
        return "CoCa"
    vision, text = config["vision_cfg"], config["text_cfg"]
    if "hf_model_name" in text:
        return "text tower " + text["hf_model_name"].split("/")[-1]
    if "timm_model_name" in vision:
        timm = vision["timm_model_name"]
        return next((family for part, family in FAMILIES.items() if part in timm), "timm's " + timm)
    if "init_logit_bias" in config:
        return "SigLIP"
    if vision.get("ls_init_value"):
        return "layer scale"
    return ""


def main(file):
    folder = pathlib.Path(open_clip.__file__).parent / "model_configs"
    with open(file, "w", encoding="utf-8", newline="\n") as out:
        out.write(f"# made by tools/open_clip_architectures.py from open_clip_torch {open_clip.__version__}\n")
        for path in sorted(folder.glob("*.json")):
            config = json.loads(path.read_text())
            vision, text = config["vision_cfg"], config["text_cfg"]
            size = vision.get("image_size", 224)
            out.write("\t".join([
                path.stem, str(config["embed_dim"]),
                str(size if isinstance(size, int) else size[0]), str(text.get("context_length", 77)),
                "" if "hf_model_name" in text else text.get("hf_tokenizer_name", "").split("/")[-1],
                foreign(config),
            ]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
