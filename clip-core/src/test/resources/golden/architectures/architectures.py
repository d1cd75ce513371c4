"""Writes every architecture of open_clip with the tensors that open_clip gives it, at real size.

One JSON object a line: name, the model configuration as open_clip has it, and for CLIP's own towers the
number of parameters, the number of tensors and the SHA-256 of "name [d, d]\n" over all tensors in the order
of their names (weights and running statistics; made on torch's meta device, so without memory). Architectures
with towers of others (timm, transformers, CoCa, SigLIP, layer scale) have "refused" instead: the section
and the field that is foreign.

reference: open_clip_torch 3.3.0, torch 2.15. usage: python architectures.py > architectures.jsonl
"""

import hashlib
import json
import pathlib

import open_clip
import torch
from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg, CustomTextCLIP

FOREIGN = [
    ("", "multimodal_cfg"), ("vision_cfg", "timm_model_name"), ("text_cfg", "hf_model_name"),
    ("", "init_logit_bias"), ("vision_cfg", "ls_init_value"), ("vision_cfg", "attentional_pool"),
]

for path in sorted((pathlib.Path(open_clip.__file__).parent / "model_configs").glob("*.json")):
    config = json.loads(path.read_text())
    row = {"name": path.stem, "config": config}
    foreign = [f for s, f in FOREIGN if (config.get(s, {}) if s else config).get(f)]
    if foreign:
        row["refused"] = foreign
    else:
        kind = CustomTextCLIP if config.get("custom_text") else CLIP
        with torch.device("meta"):
            model = kind(
                config["embed_dim"], CLIPVisionCfg(**config["vision_cfg"]), CLIPTextCfg(**config["text_cfg"]),
                quick_gelu=config.get("quick_gelu", False),
            )
        shapes = {
            name.removeprefix("text."): list(value.shape) for name, value in model.state_dict().items()
            if not name.endswith(("attn_mask", "num_batches_tracked"))
        }
        text = "".join(f"{name} {shapes[name]}\n" for name in sorted(shapes))
        row["parameters"] = sum(p.numel() for p in model.parameters())
        row["tensors"] = len(shapes)
        row["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    print(json.dumps(row))
