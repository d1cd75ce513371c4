"""Stage 4: the text tower learns the teacher's geometry. Resumable."""
import os
import random
import json
import time

import numpy as np
import torch
import torch.nn.functional as F

from model import Clock, RowAdagrad, encode_all_texts, encode_texts, new_model, save_atomic, tokenizer
from texts import templated


def start_from_words(model, ids, vectors):
    """Gives the token table the teacher's word vectors and makes the first block an averaging one.

    Worth more than any other trick: the untrained tower then already is a bag of teacher words.
    """
    width = model.token_embedding.weight.shape[1]
    with torch.no_grad():
        model.positional_embedding.normal_(std=0.01)
        model.token_embedding.weight.normal_(std=0.01)
        x = F.normalize(torch.from_numpy(vectors.astype(np.float32))[:, :width], dim=-1)
        model.token_embedding.weight[torch.from_numpy(ids)] = x * (0.06 * width**0.5)
        block = model.transformer.resblocks[0]
        block.attn.in_proj_weight[: 2 * width] *= 0.1
        block.attn.in_proj_weight[2 * width :] = torch.eye(width)
        block.attn.out_proj.weight.copy_(torch.eye(width))
        model.text_projection.mul_(0.1)
        model.text_projection[:width, :width] += torch.eye(width) * 0.5


def text_parameters(model):
    return [p for n, p in model.named_parameters() if not n.startswith("visual") and n not in ("logit_scale", "token_embedding.weight")]


def text_state(state):
    return {k: v for k, v in state.items() if not k.startswith("visual") and k != "logit_scale"}


def main(work, seconds, threads=1, batch=256, lr=1.5e-3, seed=0):
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    rng, nrng = random.Random(seed), np.random.default_rng(seed)
    with open(os.path.join(work, "texts.json"), encoding="utf-8") as f:
        j = json.load(f)
    texts, nl, nt = j["texts"], j["labels"], j["tags"]
    z = np.load(os.path.join(work, "teacher.npz"))
    t = F.normalize(torch.from_numpy(z["T"].astype(np.float32)), dim=-1)
    model, tok = new_model(), tokenizer()
    model.visual = torch.nn.Identity()
    start_from_words(model, z["word_ids"], z["word_vectors"])
    val = nrng.choice(np.arange(nl + nt, len(texts)), 600, replace=False)
    general = np.setdiff1d(np.arange(nl + nt, len(texts)), val)
    table, rest = model.token_embedding.weight, text_parameters(model)
    opt, rows = torch.optim.AdamW(rest, lr=lr, weight_decay=0.01, betas=(0.9, 0.98)), RowAdagrad(table)
    clock, step = Clock(seconds), 0
    state_file = os.path.join(work, "text-state.pt")
    if os.path.exists(state_file):
        s = torch.load(state_file, weights_only=False)
        model.load_state_dict(s["model"], strict=False), opt.load_state_dict(s["opt"]), torch.set_rng_state(s["rng"])
        rows.sum, step, clock.used, nrng.bit_generator.state = s["rows"], s["step"], s["used"], s["np_rng"]
        rng.setstate(s["py_rng"])

    def save():
        save_atomic(dict(model=text_state(model.state_dict()), opt=opt.state_dict(), rows=rows.sum, step=step, used=clock.used,
                         rng=torch.get_rng_state(), np_rng=nrng.bit_generator.state, py_rng=rng.getstate()), state_file)

    labels = t[:nl]
    run, saved, t0, first = 0.0, time.time(), time.time(), step
    while clock.fraction() < 1:
        k = clock.factor(step, 100)
        for g in opt.param_groups:
            g["lr"] = lr * k
        n1, n2 = int(batch * 0.32), int(batch * 0.18)
        ix = np.concatenate([nrng.integers(0, nl, n1), nrng.integers(nl, nl + nt, n2), nrng.choice(general, batch - n1 - n2)])
        ts = [templated(texts[i], 0.5, rng) if i < nl + nt or len(texts[i]) < 22 and rng.random() < 0.2 else texts[i] for i in ix]
        model.train()
        with torch.autocast("cpu", torch.bfloat16):
            f = encode_texts(model, tok, ts, 4, sparse=True)
        want = t[ix]
        distance = (1 - (f * want).sum(1)).mean()
        batch_kl = F.cross_entropy(f @ want.T * 20, F.softmax(want @ want.T * 20, 1))
        # the order of the labels for this text is what a search shows: match it directly
        some = torch.randint(0, nl, (2048,))
        label_kl = F.cross_entropy(f @ labels[some].T * 20, F.softmax(want @ labels[some].T * 20, 1))
        loss = 3 * distance + 0.5 * batch_kl + 0.5 * label_kl
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(rest, 1.0)
        opt.step()
        rows.step(lr * k * 1.5)
        step += 1
        run = 0.98 * run + 0.02 * float(distance.detach()) if step > first + 1 else float(distance.detach())
        if step % 100 == 0:
            v = (encode_all_texts(model, tok, [texts[i] for i in val]) * t[val]).sum(1).mean()
            lb = (encode_all_texts(model, tok, texts[:1000]) * t[:1000]).sum(1).mean()
            print(f"  {clock.used:.0f}s step {step} {1000 * (time.time() - t0) / (step - first):.0f} ms/step distance {run:.3f} label cos {float(lb):.3f} held-out cos {float(v):.3f}", flush=True)
        if time.time() - saved > 180:
            save()
            saved = time.time()
    save()
    save_atomic(text_state(model.state_dict()), os.path.join(work, "text.pt"))


if __name__ == "__main__":
    import sys

    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
