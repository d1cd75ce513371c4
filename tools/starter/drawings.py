"""The training set in memory: pictures, targets, and how often each picture is drawn."""
import json
import os
import re
from collections import Counter

import numpy as np
import torch
import torch.nn.functional as F

from texts import usable

NO_FLIP = re.compile(r"left|right|arrow|clock|letter|digit|sign|button|symbol|\bday\b|thirty|text|number|mark|write|writing|abc")
SHARE = {"colour": 0.62, "mono": 0.08, "icons": 0.10, "clip": 0.20}
KIND = {"noto": "colour", "noto-v1": "colour", "fluent-emoji-flat": "colour", "fluent-emoji": "colour", "fxemoji": "colour",
        "fluent-emoji-high-contrast": "mono", "noto-emoji-font": "mono", "openclipart": "clip"}


class Drawings:
    def __init__(self, work):
        with open(os.path.join(work, "items.json"), encoding="utf-8") as f:
            data = json.load(f)
        with open(os.path.join(work, "texts.json"), encoding="utf-8") as f:
            t = json.load(f)
        self.items, concepts, clip = data["items"], data["concepts"], data["clip"]
        self.concepts = concepts
        self.texts, self.n_labels, self.n_tags = t["texts"], t["labels"], t["tags"]
        self.index = {x: i for i, x in enumerate(self.texts)}
        self.pictures = torch.from_numpy(np.load(os.path.join(work, "pictures.npy"), mmap_mode="c"))  # shared between processes
        n = len(self.items)
        self.train = np.array([i for i, it in enumerate(self.items) if it["role"] == "train"])
        self.label = torch.full((n,), -1)
        self.flip = torch.zeros(n, dtype=torch.bool)
        self.mono = torch.zeros(n, dtype=torch.bool)
        self.tags = [[] for _ in range(n)]
        for i in self.train:
            it = self.items[i]
            c = concepts.get(it["key"])
            self.label[i] = self.index[it["label"]]
            self.flip[i] = not NO_FLIP.search(it["label"]) and (c is None or c["group"] != "symbols")
            self.mono[i] = KIND.get(it["set"]) == "mono" or it["set"] in ("mdi", "ph")
            self.tags[i] = [x for x in (c["tags"] if c else clip.get(it["label"], [])) if x in self.index and usable(x)]
        kinds = [KIND.get(self.items[i]["set"], "icons") for i in self.train]
        often = Counter((k, self.items[i]["label"]) for k, i in zip(kinds, self.train))
        w = np.array([often[k, self.items[i]["label"]] ** (-0.6 if k in ("clip", "icons") else 0.0) for k, i in zip(kinds, self.train)])
        for k, share in SHARE.items():
            m = np.array([x == k for x in kinds])
            w[m] *= share / w[m].sum()
        self.weights = w / w.sum()

    def sample(self, rng, n):
        return rng.choice(self.train, n, p=self.weights)

    def first_of(self, role, limit=None):
        """One picture for each emoji of a set kept for checking."""
        seen, out = set(), []
        for i, it in enumerate(self.items):
            if it["role"] == role and it["key"] not in seen:
                seen.add(it["key"])
                out.append(i)
        return out[:limit]


class Targets:
    """Teacher vectors: a bank of labels, a bank of keywords, and a soft mix for each picture."""

    def __init__(self, drawings, vectors):
        d = drawings
        self.labels = F.normalize(vectors[: d.n_labels].float(), dim=-1)
        self.tags = F.normalize(vectors[d.n_labels : d.n_labels + d.n_tags].float(), dim=-1)
        both = torch.cat([self.labels, self.tags])
        self.soft = F.softmax(self.labels @ self.labels.T / 0.06, 1).to(torch.bfloat16)
        self.mix = torch.zeros(len(d.items), both.shape[1])
        self.tag_ids = [[] for _ in d.items]
        for i in d.train:
            own = both[d.label[i]]
            ids = [d.index[t] for t in d.tags[i]]
            mean = both[ids].mean(0) if ids else own
            self.mix[i] = F.normalize(own * 0.5 + mean * 0.5, dim=0)
            self.tag_ids[i] = [j - d.n_labels for j in ids if j >= d.n_labels][:12]

    def hard_soft(self, y, share=0.15):
        t = self.soft[y].float() * share
        t[torch.arange(len(y)), y] += 1 - share
        return t

    def keywords(self, ix):
        """Row-normalised multi-hot targets over the keyword bank, and which pictures have any."""
        t = torch.zeros(len(ix), len(self.tags))
        for row, i in enumerate(ix):
            if self.tag_ids[i]:
                t[row, self.tag_ids[i]] = 1 / len(self.tag_ids[i])
        return t, t.sum(1) > 0
