"""Runs other tokenizers on the captions of TokenizerBenchmark, one thread, and prints texts a second (median of rounds).
usage: tokenizer_peers.py [CAPTIONS.txt.gz] [ROUNDS=15]   needs instant-clip-tokenizer; uses open_clip and transformers if there"""
import gzip
import os
import statistics
import sys
import time

os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
here = os.path.dirname(os.path.abspath(__file__))
default = os.path.join(here, "../../clip-benchmarks/src/main/resources/io/github/clip4j/benchmarks/captions.txt.gz")
path = sys.argv[1] if len(sys.argv) > 1 else default
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 15
captions = gzip.open(path, "rt", encoding="utf-8").read().split("\n")[:-1]


def measure(name, encode, rounds):
    encode(captions)
    speeds = []
    for _ in range(rounds):
        start = time.perf_counter()
        encode(captions)
        speeds.append(len(captions) / (time.perf_counter() - start))
    print(f"{name:46s} {statistics.median(speeds):12,.0f} texts/s")


from instant_clip_tokenizer import Tokenizer

rust = Tokenizer()
measure("instant-clip-tokenizer encode, each", lambda texts: [rust.encode(t) for t in texts], rounds)
measure("instant-clip-tokenizer tokenize_batch", lambda texts: rust.tokenize_batch(texts, context_length=77), rounds)
if "--all" in sys.argv:
    import open_clip.tokenizer

    python = open_clip.tokenizer.SimpleTokenizer()
    measure("open_clip SimpleTokenizer encode, each", lambda texts: [python.encode(t) for t in texts], 1)
