"""Writes captions for the tokenizer benchmark: templates filled with words of CLIP's vocabulary, a word the
likelier the earlier it was learned (Zipf), one caption in fifty with a typographic quote or an accent.
usage: make_captions.py OUT.txt.gz [COUNT=20000] [SEED=1]   needs open_clip_torch"""
import gzip
import random
import sys

from open_clip.tokenizer import SimpleTokenizer

out, count, seed = sys.argv[1], int((sys.argv + [20000])[2]), int((sys.argv + [0, 1])[3])
R = random.Random(seed)
words = [v[:-4] for v in SimpleTokenizer().encoder if v.endswith("</w>") and v[:-4].isalpha() and v[:-4].isascii()]
weights = [1 / (i + 10) for i in range(len(words))]
TEMPLATES = ["a photo of a {}.", "A {} {} on the {}", "the {} next to a {} {}", "{} {} with {} and {}", "a bad photo of the {}.",
             "Two {} {} in front of a {}", "{}, {} and {}", "a {} holding a {} in the {}", "{} {} - {} {} {} {}",
             "A close-up of a {} {}, with a {} in the background", "{}'s {} {}!", "a black and white photo of {} {} 19{}"]
with gzip.GzipFile(out, "wb", 9, mtime=0) as f:
    for i in range(count):
        t = R.choice(TEMPLATES)
        t = t.format(*R.choices(words, weights, k=6))
        if i % 50 == 0:
            t = R.choice([t + " — it’s " + R.choice(words), "Café " + t, "“" + t + "”"])
        f.write((t + "\n").encode())
