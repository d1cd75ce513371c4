"""Stage 3: the image tower against the teacher's frozen bank of label and keyword vectors. Resumable.

One single-threaded process per core, gradients averaged between them: on a shared machine one process with two
threads was several times slower, since its threads wait for each other at every layer.
"""
import math
import os
import time

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F

from augment import augment, on_white
from drawings import Drawings, Targets
from model import CONFIG, Average, Clock, cosine, new_model, save_atomic

SIZE = CONFIG["vision_cfg"]["image_size"]


@torch.no_grad()
def check(visual, d, bank, dev):
    """Top-1 and top-5 on Twemoji (a style that is never trained on) against the bank."""
    visual.eval()
    f = torch.cat([F.normalize(visual(on_white(d.pictures[dev[i : i + 128]], SIZE)).float(), dim=-1) for i in range(0, len(dev), 128)])
    names = torch.tensor(sorted({d.index[d.items[i]["label"]] for i in dev}))
    want = torch.searchsorted(names, torch.tensor([d.index[d.items[i]["label"]] for i in dev]))
    s = f @ bank[names].T
    rank = (s > s.gather(1, want[:, None])).sum(1)
    visual.train()
    return tuple(round(100 * float((rank < k).float().mean()), 1) for k in (1, 5))


def average_gradients(parameters, fraction, world):
    """All processes get the mean gradient and the mean of the clocks, so that they stop at the same step."""
    if world == 1:
        return fraction
    flat = torch.cat([p.grad.reshape(-1) for p in parameters] + [torch.tensor([fraction])])
    dist.all_reduce(flat)
    flat /= world
    at = 0
    for p in parameters:
        p.grad.copy_(flat[at : at + p.numel()].view_as(p.grad))
        at += p.numel()
    return float(flat[-1])


def main(work, seconds, processes=2, **options):
    meeting = os.path.join(work, f"rendezvous-image-{os.getpid()}")
    if os.path.exists(meeting):
        os.remove(meeting)  # a process that met here before would never come
    mp.spawn(worker, (processes, work, seconds, options), nprocs=processes)


def worker(rank, world, work, seconds, options):
    train(rank, world, work, seconds, **options)


def train(rank, world, work, seconds, batch=96, lr=1.8e-3, seed=0):
    torch.set_num_threads(1)
    if world > 1:
        dist.init_process_group("gloo", init_method="file://" + os.path.join(work, f"rendezvous-image-{os.getppid()}"), rank=rank, world_size=world)
    torch.manual_seed(seed)
    say = print if rank == 0 else lambda *a, **k: None
    d = Drawings(work)
    bank = np.load(os.path.join(work, "bank.npz"))["T"]
    tg = Targets(d, torch.from_numpy(bank))
    visual = new_model().visual
    scale = torch.nn.Parameter(torch.tensor(math.log(20.0)))
    opt = torch.optim.AdamW([
        dict(params=[p for p in visual.parameters() if p.ndim > 1], weight_decay=0.05),
        dict(params=[p for p in visual.parameters() if p.ndim <= 1], weight_decay=0.0),
        dict(params=[scale], weight_decay=0.0)], lr=lr, betas=(0.9, 0.98), foreach=True)
    average, clock, step = Average(visual), Clock(seconds), 0
    params = [p for g in opt.param_groups for p in g["params"]]
    state_file = os.path.join(work, "image-state.pt")
    if os.path.exists(state_file):
        s = torch.load(state_file, weights_only=False)
        visual.load_state_dict(s["visual"]), opt.load_state_dict(s["opt"])
        average.state, step = s["average"], s["step"]
        clock.used = s["used"]
        with torch.no_grad():
            scale.copy_(s["scale"])

    def save():
        save_atomic(dict(visual=visual.state_dict(), opt=opt.state_dict(), average=average.state, step=step, used=clock.used,
                         scale=scale.detach()), state_file)

    # each process, and each resumption, has its own stream of pictures
    torch.manual_seed(seed + 1000 * rank + step + 1)
    rng = np.random.default_rng((seed, rank, step))
    dev = d.first_of("dev")
    copy = new_model().visual
    say(f"  {len(d.train)} drawings, {d.n_labels} labels, {d.n_tags} keywords, {sum(p.numel() for p in visual.parameters()) / 1e6:.2f} M", flush=True)
    order, run, hit, saved, t0, first = [], 0.0, 0.0, time.time(), time.time(), step
    visual.train()
    fraction = clock.fraction()
    while fraction < 1:
        k = cosine(fraction, step, 300)
        for g, m in zip(opt.param_groups, (1, 1, 3)):
            g["lr"] = lr * k * m
        if len(order) < batch:
            order = d.sample(rng, batch * 200).tolist()
        ix = [order.pop() for _ in range(batch)]
        x = augment(d.pictures[ix], SIZE, d.flip[ix], d.mono[ix])
        with torch.autocast("cpu", torch.bfloat16):
            f = visual(x)
        f = F.normalize(f.float(), dim=-1)
        s = scale.exp().clamp(max=60)
        y = d.label[ix]
        logits = f @ tg.labels.T * s
        ce = F.cross_entropy(logits, tg.hard_soft(y))
        kt, has = tg.keywords(ix)
        kw = F.cross_entropy((f @ tg.tags.T * s)[has], kt[has]) if bool(has.any()) else ce.new_zeros(())
        loss = ce + 0.15 * kw + (1 - (f * tg.mix[ix]).sum(1)).mean()
        opt.zero_grad(set_to_none=True)
        loss.backward()
        fraction = average_gradients(params, clock.fraction(), world)
        torch.nn.utils.clip_grad_norm_(visual.parameters(), 2.0)
        opt.step()
        if rank == 0:
            average.update(visual, step)
        step += 1
        run = 0.99 * run + 0.01 * float(ce.detach()) if step > first + 1 else float(ce.detach())
        hit = 0.99 * hit + 0.01 * float((logits.argmax(1) == y).float().mean())
        if step % 200 == 0:
            say(f"  {clock.used:.0f}s step {step} views {step * batch * world} {(step - first) * batch * world / (time.time() - t0):.0f}/s ce {run:.3f} top-1 {hit:.3f} kw {float(kw.detach()):.2f} scale {float(s.detach()):.0f} lr {lr * k:.5f}", flush=True)
        if step % 1500 == 0 and rank == 0:
            copy.load_state_dict(average.state)
            say("  unseen style (Twemoji), averaged weights, top-1/top-5: %.1f/%.1f" % check(copy, d, tg.labels, dev), flush=True)
        if rank == 0 and time.time() - saved > 180:
            save()
            saved = time.time()
    if rank:
        return
    save()
    copy.load_state_dict(average.state)
    say("  end: %d steps, %d views, Twemoji top-1/top-5 %.1f/%.1f" % (step, step * batch * world, *check(copy, d, tg.labels, dev)), flush=True)
    save_atomic(dict(visual=average.state, scale=float(scale.detach().exp()), views=step * batch * world), os.path.join(work, "image.pt"))


if __name__ == "__main__":
    import sys

    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 2)
