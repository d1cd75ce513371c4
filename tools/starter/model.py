"""The starter's shape, and small things that every stage shares."""
import json
import math
import os
import time

import torch
import torch.nn.functional as F

CONFIG = {
    "embed_dim": 256,
    "vision_cfg": {"layers": [2, 2, 2, 2], "width": 24, "image_size": 64, "head_width": 32},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 192, "heads": 3, "layers": 4},
}
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)
PREPROCESS = {"size": 64, "mode": "RGB", "mean": list(MEAN), "std": list(STD), "interpolation": "bicubic", "resize_mode": "shortest"}


def new_model():
    from open_clip.model import CLIP

    model = CLIP(CONFIG["embed_dim"], dict(CONFIG["vision_cfg"]), dict(CONFIG["text_cfg"]))
    model.visual.to(memory_format=torch.channels_last)
    return model


def tokenizer():
    from open_clip.tokenizer import SimpleTokenizer

    return SimpleTokenizer()


def encode_tokens(model, ids, sparse=False):
    """CLIP.encode_text with the padding cut off: exact, since the mask is causal and the end token never sees padding."""
    n = ids.shape[1]
    h = F.embedding(ids, model.token_embedding.weight, sparse=sparse) + model.positional_embedding[:n]
    h = model.transformer(h, attn_mask=model.attn_mask[:n, :n])
    h = model.ln_final(h)[torch.arange(len(ids)), ids.argmax(-1)]
    return F.normalize((h @ model.text_projection).float(), dim=-1)


def encode_texts(model, tok, texts, chunks=4, sparse=False):
    """Sorted by length and encoded in chunks, so that short texts are not padded to the longest."""
    ids = tok(texts)
    length = (ids != 0).sum(1)
    order = length.argsort()
    out = [encode_tokens(model, ids[c][:, : int(length[c].max())], sparse) for c in order.chunk(chunks)]
    return torch.cat(out)[order.argsort()]


@torch.no_grad()
def encode_all_texts(model, tok, texts, batch=512):
    model.eval()
    return torch.cat([encode_texts(model, tok, texts[i : i + batch]) for i in range(0, len(texts), batch)])


def cosine(fraction, step, warmup):
    return min(1.0, (step + 1) / warmup) * (0.5 + 0.5 * math.cos(math.pi * fraction)) + 1e-3


class Clock:
    """One cosine schedule over the wall clock, so that a slow machine still finishes the decay.

    The time already used is part of the saved state: a resumed stage goes on where it stopped.
    """

    def __init__(self, seconds, used=0.0):
        self.seconds, self.used, self.last = seconds, used, time.monotonic()

    def fraction(self):
        now = time.monotonic()
        self.used += min(now - self.last, 60)  # a machine put to sleep does not use up the schedule
        self.last = now
        return min(1.0, self.used / self.seconds)

    def factor(self, step, warmup):
        return cosine(self.fraction(), step, warmup)


class Average:
    """Exponential moving average of weights; buffers (BatchNorm statistics) are copied."""

    def __init__(self, module, decay=0.999):
        self.decay = decay
        self.state = {k: v.detach().clone() for k, v in module.state_dict().items()}

    @torch.no_grad()
    def update(self, module, step):
        d = min(self.decay, (1 + step) / (10 + step))
        for k, v in module.state_dict().items():
            if v.is_floating_point() and "running_" not in k:
                self.state[k].lerp_(v, 1 - d)
            else:
                self.state[k].copy_(v)


class RowAdagrad:
    """Row-wise Adagrad with a fading sum for the token table: only the rows of this batch are touched."""

    def __init__(self, table):
        self.table, self.sum = table, torch.zeros(len(table), 1)

    @torch.no_grad()
    def step(self, lr):
        g = self.table.grad.coalesce()
        rows, val = g.indices()[0], g.values()
        self.sum[rows] = self.sum[rows] * 0.99 + val.pow(2).mean(1, keepdim=True)
        self.table[rows] -= lr * val / (self.sum[rows].sqrt() + 1e-8)
        self.table.grad = None


def save_atomic(obj, path):
    torch.save(obj, path + ".tmp")
    os.replace(path + ".tmp", path)


def export(state, folder):
    """Writes an open_clip local-dir checkpoint in fp16."""
    from safetensors.torch import save_file

    os.makedirs(folder, exist_ok=True)
    tensors = {k: (v.half() if v.is_floating_point() else v).contiguous() for k, v in state.items() if k != "attn_mask"}
    path = os.path.join(folder, "open_clip_model.safetensors")
    save_file(tensors, path, metadata={"format": "pt"})
    with open(os.path.join(folder, "open_clip_config.json"), "w", encoding="utf-8") as f:
        json.dump({"model_cfg": CONFIG, "preprocess_cfg": PREPROCESS}, f, indent=2)
        f.write("\n")
    return os.path.getsize(path)
