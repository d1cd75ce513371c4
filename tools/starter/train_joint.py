"""Stage 5: both towers together: contrastive loss on drawings and captions, label bank, kinds of things, and the teacher still holding the texts.

Resumable; like stage 3 one single-threaded process per core with averaged gradients.
"""
import math
import os
import random
import time

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F

from augment import augment
from drawings import Drawings, Targets
from kinds import GROUPS, SUBGROUPS, group_phrases, subgroup_phrases
from model import CONFIG, Average, Clock, RowAdagrad, cosine, encode_all_texts, encode_texts, new_model, save_atomic, tokenizer
from texts import caption, templated
from train_image import average_gradients
from train_text import text_parameters

SIZE = CONFIG["vision_cfg"]["image_size"]


def main(work, seconds, processes=2, **options):
    meeting = os.path.join(work, f"rendezvous-joint-{os.getpid()}")
    if os.path.exists(meeting):
        os.remove(meeting)  # a process that met here before would never come
    mp.spawn(worker, (processes, work, seconds, options), nprocs=processes)


def worker(rank, world, work, seconds, options):
    train(rank, world, work, seconds, **options)


def average_table(table, world):
    """The token table's sparse gradient, summed over the processes."""
    if world == 1:
        return
    g = table.grad.coalesce()
    parts = [None] * world
    dist.all_gather_object(parts, (g.indices(), g.values().half()))
    indices, values = torch.cat([i for i, _ in parts], 1), torch.cat([v.float() for _, v in parts]) / world
    table.grad = torch.sparse_coo_tensor(indices, values, table.shape, check_invariants=False)


def train(rank, world, work, seconds, batch=96, lr_image=5e-4, lr_text=3e-4, refresh=200, seed=1):
    torch.set_num_threads(1)
    if world > 1:
        dist.init_process_group("gloo", init_method="file://" + os.path.join(work, f"rendezvous-joint-{os.getppid()}"), rank=rank, world_size=world)
    torch.manual_seed(seed)
    say = print if rank == 0 else lambda *a, **k: None
    d = Drawings(work)
    t = F.normalize(torch.from_numpy(np.load(os.path.join(work, "teacher.npz"))["T"].astype(np.float32)), dim=-1)
    tg = Targets(d, t)
    model, tok = new_model(), tokenizer()
    image = torch.load(os.path.join(work, "image.pt"))
    model.visual.load_state_dict(image["visual"])
    model.load_state_dict(torch.load(os.path.join(work, "text.pt")), strict=False)
    visual, table, text = model.visual, model.token_embedding.weight, text_parameters(model)
    with torch.no_grad():
        model.logit_scale.fill_(math.log(min(image["scale"], 50.0)))
    opt = torch.optim.AdamW([
        dict(params=[p for p in visual.parameters() if p.ndim > 1], weight_decay=0.05, lr=lr_image),
        dict(params=[p for p in visual.parameters() if p.ndim <= 1], weight_decay=0.0, lr=lr_image),
        dict(params=text, weight_decay=0.01, lr=lr_text),
        dict(params=[model.logit_scale], weight_decay=0.0, lr=lr_image)], betas=(0.9, 0.98), foreach=True)
    base = [g["lr"] for g in opt.param_groups]
    params = [p for g in opt.param_groups for p in g["params"]]
    rows, average, clock, step = RowAdagrad(table), Average(model, 0.998), Clock(seconds), 0
    state_file = os.path.join(work, "joint-state.pt")
    if os.path.exists(state_file):
        s = torch.load(state_file, weights_only=False)
        model.load_state_dict(s["model"]), opt.load_state_dict(s["opt"])
        rows.sum, average.state, step, clock.used = s["rows"], s["average"], s["step"], s["used"]

    def save():
        save_atomic(dict(model=model.state_dict(), opt=opt.state_dict(), rows=rows.sum, average=average.state, step=step, used=clock.used), state_file)

    torch.manual_seed(seed + 1000 * rank + step + 1)
    rng, nrng = random.Random(f"{seed} {rank} {step}"), np.random.default_rng((seed, rank, step))
    kind = [(GROUPS.index(c["group"]), SUBGROUPS.index(c["sub"])) if (c := d.concepts.get(it["key"])) else (-1, -1) for it in d.items]
    group, subgroup = torch.tensor(kind).T
    order, run, saved, t0, first, bank = [], [0.0] * 5, time.time(), time.time(), step, None
    fraction = clock.fraction()
    while fraction < 1:
        k = cosine(fraction, step, 60)
        for g, b in zip(opt.param_groups, base):
            g["lr"] = b * k
        if bank is None or step % refresh == 0:
            bank = encode_all_texts(model, tok, d.texts[: d.n_labels])
        if len(order) < batch:
            order = d.sample(nrng, batch * 100).tolist()
        ix = [order.pop() for _ in range(batch)]
        captions = [caption(d.items[i]["label"], d.tags[i], rng) for i in ix]
        n1, n2 = batch // 4, batch // 4
        other = np.concatenate([nrng.integers(0, d.n_labels + d.n_tags, n1), nrng.integers(d.n_labels + d.n_tags, len(d.texts), n2)])
        extra = [templated(d.texts[j], 0.4, rng) if j < d.n_labels + d.n_tags else d.texts[j] for j in other]
        chosen = torch.unique(subgroup[ix])
        chosen = chosen[chosen >= 0][torch.randperm(int((chosen >= 0).sum()))[:24]]
        kinds = group_phrases(rng) + subgroup_phrases(chosen.tolist(), rng)
        model.train()
        x = augment(d.pictures[ix], SIZE, d.flip[ix], d.mono[ix])
        with torch.autocast("cpu", torch.bfloat16):
            f = visual(x)
            e = encode_texts(model, tok, captions + extra + kinds, 4, sparse=True)
        e, e_group, e_subgroup = e.split((len(captions) + len(extra), len(GROUPS), len(chosen)))
        f = F.normalize(f.float(), dim=-1)
        s = model.logit_scale.exp().clamp(max=100)
        y = d.label[ix]
        same = (y[:, None] == y[None]).float()
        near = 0.7 * same / same.sum(1, keepdim=True) + 0.3 * F.softmax(tg.mix[ix] @ tg.mix[ix].T / 0.05, 1)
        logits = f @ e[:batch].T * s
        pairs = (F.cross_entropy(logits, near) + F.cross_entropy(logits.T, near)) / 2
        labels = F.cross_entropy(f @ bank.T * s, tg.hard_soft(y))
        kt, has = tg.keywords(ix)
        kw = F.cross_entropy((f @ tg.tags.T * s)[has], kt[has]) if bool(has.any()) else f.new_zeros(())
        hold = (1 - (e[batch:] * t[other]).sum(1)).mean()
        # what a search for this text would show, as the teacher sees it
        some = torch.randint(0, d.n_labels, (1024,))
        shown = F.cross_entropy(e[batch:] @ bank[some].T * 20, F.softmax(t[other] @ t[some].T * 20, 1))
        groups = F.cross_entropy(f @ e_group.T * 25, group[ix], ignore_index=-1)
        match = subgroup[ix][:, None] == chosen[None]
        subgroups = F.cross_entropy(f @ e_subgroup.T * 25, torch.where(match.any(1), match.float().argmax(1), -1), ignore_index=-1)
        loss = pairs + labels + 0.1 * kw + 2.5 * hold + 0.3 * shown + 0.5 * groups + 0.25 * subgroups
        opt.zero_grad(set_to_none=True)
        loss.backward()
        fraction = average_gradients(params, clock.fraction(), world)
        average_table(table, world)
        torch.nn.utils.clip_grad_norm_(visual.parameters(), 2.0)
        torch.nn.utils.clip_grad_norm_(text, 1.0)
        opt.step()
        rows.step(lr_text * k * 1.5)
        if rank == 0:
            average.update(model, step)
        step += 1
        for j, v in enumerate((pairs, labels, hold, shown, groups)):
            run[j] = 0.97 * run[j] + 0.03 * float(v.detach()) if step > first + 1 else float(v.detach())
        if step % 50 == 0:
            say(f"  {clock.used:.0f}s step {step} views {step * batch * world} {(step - first) * batch * world / (time.time() - t0):.0f}/s "
                f"pairs {run[0]:.3f} labels {run[1]:.3f} hold {run[2]:.3f} shown {run[3]:.3f} groups {run[4]:.3f} scale {float(s.detach()):.0f}", flush=True)
        if rank == 0 and time.time() - saved > 150:
            save()
            saved = time.time()
    if rank == 0:
        save()
        save_atomic(dict(model=average.state, views=step * batch * world), os.path.join(work, "joint.pt"))


if __name__ == "__main__":
    import sys

    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 2)
