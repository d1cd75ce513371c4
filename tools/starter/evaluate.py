"""The one fixed evaluation: python evaluate.py WORK CHECKPOINT_FOLDER [--json OUT]. Reads WORK/evaluation (see evaluation_set.py).

Loads the checkpoint with open_clip as any user would: its own preprocessing, 77 tokens, float32 arithmetic.
"""
import argparse
import json
import os

import open_clip
import torch
import torch.nn.functional as F
from PIL import Image


def share(mask):
    return round(100 * float(mask.float().mean()), 1)


def rank_of(scores, want):
    return (scores > scores.gather(1, want[:, None])).sum(1)


class Model:
    def __init__(self, folder):
        self.model, _, self.transform = open_clip.create_model_and_transforms("local-dir:" + folder, device="cpu")
        self.model.eval()
        self.tokenizer = open_clip.get_tokenizer("local-dir:" + folder)

    @torch.no_grad()
    def pictures(self, paths):
        out = []
        for i in range(0, len(paths), 128):
            x = torch.stack([self.transform(Image.open(p)) for p in paths[i : i + 128]])
            out.append(F.normalize(self.model.encode_image(x), dim=-1))
        return torch.cat(out)

    @torch.no_grad()
    def texts(self, texts):
        return torch.cat([F.normalize(self.model.encode_text(self.tokenizer(texts[i : i + 128])), dim=-1) for i in range(0, len(texts), 128)])

    def names(self, names, templates):
        return F.normalize(sum(self.texts([t.format(n) for n in names]) for t in templates), dim=-1)


def evaluate(work, folder):
    root = os.path.join(work, "evaluation")
    with open(os.path.join(root, "set.json"), encoding="utf-8") as f:
        s = json.load(f)
    m = Model(folder)
    path = lambda x: os.path.join(root, x["file"])  # noqa: E731
    om, t = s["openmoji"], s["templates"]
    names = [o["name"] for o in om]
    images, labels = m.pictures([path(o) for o in om]), m.names(names, t)
    scores, diagonal = images @ labels.T, torch.arange(len(om))
    i2t, t2i = rank_of(scores, diagonal), rank_of(scores.T, diagonal)
    r = {"openmoji": {"pictures": len(om), "image_to_text": {f"top{k}": share(i2t < k) for k in (1, 5, 10)}, "text_to_image": {f"top{k}": share(t2i < k) for k in (1, 5)}}}
    groups = list(s["groups"])
    g = images @ m.names([s["groups"][x] for x in groups], t).T
    r["groups_zero_shot"] = share(g.argmax(1) == torch.tensor([groups.index(o["group"]) for o in om]))
    titles = sorted({c["title"] for c in s["clip_art"]})
    rank = rank_of(m.pictures([path(c) for c in s["clip_art"]]) @ m.names(titles, t).T, torch.tensor([titles.index(c["title"]) for c in s["clip_art"]]))
    r["held_out_clip_art"] = {"pictures": len(rank), "titles": len(titles), "top1": share(rank < 1), "top10": share(rank < 10)}
    first = {n: i for i, n in reversed(list(enumerate(names)))}
    rank = rank_of(m.pictures([path(c) for c in s["training"]]) @ labels.T, torch.tensor([first[c["name"]] for c in s["training"]]))
    r["training_styles"] = {"pictures": len(rank), "top1": share(rank < 1), "top5": share(rank < 5)}
    off = scores[~torch.eye(len(om), dtype=torch.bool)][:: 7]
    q = lambda x, *at: [round(float(v), 3) for v in torch.quantile(x, torch.tensor(at))]  # noqa: E731
    r["cosine"] = {"match_5_50_95": q(scores.diag(), 0.05, 0.5, 0.95), "other_5_50_95": q(off, 0.05, 0.5, 0.95)}
    r["queries"] = []
    for c in s["queries"]:
        top = (images @ m.texts([c["text"]])[0]).topk(5).indices.tolist()
        r["queries"].append({"text": c["text"], "top5": [names[i] for i in top], "right": any(names[i] in c["right"] for i in top)})
    r["queries_right"] = sum(x["right"] for x in r["queries"])
    return r


def main(work, folder, out=None):
    r = evaluate(work, folder)
    for x in r["queries"]:
        print(f"  {'+' if x['right'] else '-'} {x['text']} -> {', '.join(x['top5'])}")
    print(json.dumps({k: v for k, v in r.items() if k != "queries"}, indent=1), flush=True)
    if out:
        with open(out, "w", encoding="utf-8") as f:
            json.dump(r, f, indent=2)
            f.write("\n")
    return r


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("work")
    p.add_argument("checkpoint")
    p.add_argument("--json")
    a = p.parse_args()
    torch.set_num_threads(2)
    main(a.work, a.checkpoint, a.json)
