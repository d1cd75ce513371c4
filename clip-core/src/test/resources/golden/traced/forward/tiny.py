"""Makes a CLIP of some thousand weights in open_clip's and transformers' form, traces it with
tools/export/trace_forward.py, and keeps the reference's vectors. usage: tiny.py (from this folder)
reference: open_clip_torch 3.3.0, transformers 5.24.0, torch 2.15.0 (CPU, float32)."""
import json, pathlib, shutil, subprocess, sys, tempfile
import torch
from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel

here = pathlib.Path(__file__).resolve().parent
tool = here.parents[6] / "tools/export/trace_forward.py"
torch.manual_seed(11)
pixels = torch.randn(2, 3, 16, 16)
ids = torch.zeros(3, 8, dtype=torch.long)
for row, n in enumerate((3, 5, 8)):
    ids[row, 0], ids[row, 1 : n - 1], ids[row, n - 1] = 62, torch.randint(1, 60, (n - 2,)), 63


def widen(model):
    for name, p in model.named_parameters():
        if p.dim() > 0:
            torch.nn.init.normal_(p, std=0.3)
        if ("ln" in name or "norm" in name) and name.endswith("weight"):
            torch.nn.init.normal_(p, mean=1, std=0.2)
    return model.eval()


class Masked(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def get_text_features(self, input_ids, attention_mask):
        return self.model.get_text_features(input_ids=input_ids, attention_mask=attention_mask).pooler_output

    def get_image_features(self, pixel_values):
        return self.model.get_image_features(pixel_values=pixel_values).pooler_output


def trace(flag, folder, kinds, to):
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([sys.executable, tool, flag, folder, "--out", out], check=True)
        for kind in kinds:
            shutil.rmtree(here / to / kind, ignore_errors=True)
            shutil.copytree(f"{out}/{kind}", here / to / kind)


with tempfile.TemporaryDirectory() as folder, torch.no_grad():
    vision = dict(image_size=16, layers=1, width=16, head_width=8, patch_size=8)
    text = dict(context_length=8, vocab_size=64, width=16, heads=2, layers=1)
    model = widen(CLIP(12, CLIPVisionCfg(**vision), CLIPTextCfg(**text)))
    (pathlib.Path(folder) / "open_clip_config.json").write_text(json.dumps(
        {"model_cfg": dict(embed_dim=12, vision_cfg=vision, text_cfg=text), "preprocess_cfg": {}}))
    state = {k: v.contiguous() for k, v in model.state_dict().items() if k != "attn_mask"}
    save_file(state, folder + "/open_clip_model.safetensors")
    trace("--open-clip-folder", folder, ["image", "text", "both"], "open_clip")
    image, words, _ = model(pixels, ids)
    save_file(dict(pixel_values=pixels, input_ids=ids, image_features=model.encode_image(pixels),
                   text_features=model.encode_text(ids), image_normalized=image.contiguous(),
                   text_normalized=words.contiguous()), here / "open_clip/expected.safetensors")

with tempfile.TemporaryDirectory() as folder, torch.no_grad():
    shared = dict(hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2)
    model = widen(CLIPModel(CLIPConfig(
        projection_dim=12,
        vision_config=dict(shared, image_size=16, patch_size=8),
        text_config=dict(shared, vocab_size=64, max_position_embeddings=8, eos_token_id=63),
    )))
    model.save_pretrained(folder)
    CLIPImageProcessor(size={"shortest_edge": 16}, crop_size={"height": 16, "width": 16}).save_pretrained(folder)
    trace("--hf", folder, ["both"], "hf")
    # As DJL's own zoo archive was made: transformers' two methods, the second with a mask.
    masked = torch.jit.trace_module(Masked(model).eval(), {
        "get_text_features": (ids, torch.ones_like(ids)), "get_image_features": pixels})
    (here / "hf/masked").mkdir(exist_ok=True)
    masked.save(str(here / "hf/masked/clip.pt"))
    for name in ("config.json", "preprocessor_config.json"):
        shutil.copy(here / "hf/both" / name, here / "hf/masked" / name)
    out = model(input_ids=ids, pixel_values=pixels)
    save_file(dict(pixel_values=pixels, input_ids=ids, image_normalized=out.image_embeds.contiguous(),
                   text_normalized=out.text_embeds.contiguous(),
                   image_features=model.get_image_features(pixel_values=pixels).pooler_output,
                   text_features=model.get_text_features(input_ids=ids).pooler_output), here / "hf/expected.safetensors")
