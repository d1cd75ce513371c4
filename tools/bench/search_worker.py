"""One searcher behind a pipe, for search_peers.py: numpy, faiss or hnswlib; also writes the data.

usage: search_worker.py data FOLDER ROWS DIMENSION QUERIES
       search_worker.py KIND THREADS          KIND: numpy, faiss_flat, faiss_hnsw, hnswlib
"""

import pathlib
import sys
import time

import numpy as np

SEED, CENTRES, LATENT = 1, 1000, 64


def data(folder, rows, dimension, queries):
    """Unit vectors such as embeddings are: a common mean, 1,000 clusters, 64 dimensions of spread, a little noise."""
    rng = np.random.default_rng(SEED)
    mean = rng.standard_normal(dimension, np.float32)
    centres = mean + 0.6 * rng.standard_normal((CENTRES, dimension), np.float32)
    spread = rng.standard_normal((LATENT, dimension), np.float32) * np.float32(0.6 / LATENT**0.5)

    def write(name, count):
        with open(folder / name, "wb") as out:
            for start in range(0, count, 50_000):
                n = min(50_000, count - start)
                part = centres[rng.integers(0, CENTRES, n)] + rng.standard_normal((n, LATENT), np.float32) @ spread
                part += 0.05 * rng.standard_normal((n, dimension), np.float32)
                part /= np.linalg.norm(part, axis=1, keepdims=True)
                part.tofile(out)

    write("queries.f32", queries)
    write("rows.f32", rows)


class Numpy:
    """The matrix product, argpartition, and a sort of the best."""

    version = f"numpy {np.__version__}"

    def build(self, rows):
        self.rows = rows

    def search(self, queries, k):
        scores = (self.rows @ queries[0])[None] if len(queries) == 1 else queries @ self.rows.T
        best = np.argpartition(scores, -k, axis=1)[:, -k:]
        order = np.argsort(-np.take_along_axis(scores, best, 1), axis=1, kind="stable")
        return np.take_along_axis(best, order, 1)


class Faiss:
    def __init__(self, kind, threads):
        import faiss

        faiss.omp_set_num_threads(threads)
        self.faiss, self.kind = faiss, kind
        self.version = f"faiss-cpu {faiss.__version__}"

    def build(self, rows):
        if self.kind == "flat":
            self.index = self.faiss.IndexFlatIP(rows.shape[1])
        else:
            self.index = self.faiss.IndexHNSWFlat(rows.shape[1], 16, self.faiss.METRIC_INNER_PRODUCT)
            self.index.hnsw.efConstruction = 100
        self.index.add(rows)

    def effort(self, ef):
        self.index.hnsw.efSearch = ef

    def search(self, queries, k):
        return self.index.search(queries, k)[1]


class Hnswlib:
    def __init__(self, threads):
        import importlib.metadata

        import hnswlib

        self.hnswlib, self.threads = hnswlib, threads
        self.version = f"hnswlib {importlib.metadata.version('hnswlib')}"

    def build(self, rows):
        self.index = self.hnswlib.Index("ip", rows.shape[1])
        self.index.init_index(len(rows), ef_construction=100, M=16)
        self.index.set_num_threads(self.threads)
        self.index.add_items(rows)

    def effort(self, ef):
        self.index.set_ef(ef)

    def search(self, queries, k):
        return self.index.knn_query(queries, k)[0]


def serve(kind, threads):
    answers = sys.stdout
    sys.stdout = sys.stderr
    rows = queries = None

    def answer(words):
        nonlocal rows, queries
        if words[0] == "build":
            rows = np.fromfile(words[1], np.float32, count=int(words[3]) * int(words[2]) if len(words) > 3 else -1).reshape(-1, int(words[2]))
            start = time.perf_counter()
            peer.build(rows)
            return f"{(time.perf_counter() - start) * 1000:.0f}"
        if words[0] == "queries":
            queries = np.fromfile(words[1], np.float32).reshape(-1, rows.shape[1])
            return str(len(queries))
        if words[0] == "effort":
            peer.effort(int(words[1]))
            return ""
        if words[0] == "search":
            part, times = queries[: int(words[2])], []
            for _ in range(int(words[3])):
                start = time.perf_counter()
                peer.search(part, int(words[1]))
                times.append(f"{(time.perf_counter() - start) * 1000:.3f}")
            return " ".join(times)
        if words[0] == "cpu":  # processor time of all threads
            start = time.process_time()
            for _ in range(int(words[3])):
                peer.search(queries[: int(words[2])], int(words[1]))
            return f"{(time.process_time() - start) * 1000 / int(words[3]):.3f}"
        if words[0] == "hits":
            peer.search(queries, int(words[1])).astype("<i4").tofile(words[2])
            return ""
        raise ValueError(f"no command {words[0]}")

    try:
        if kind == "numpy":
            peer = Numpy()
        elif kind == "hnswlib":
            peer = Hnswlib(threads)
        else:
            peer = Faiss(kind.removeprefix("faiss_"), threads)
        print(f"ok {peer.version}", file=answers, flush=True)
    except Exception as e:
        print(f"error {type(e).__name__}: {e}", file=answers, flush=True)
        return
    for line in sys.stdin:
        try:
            print(f"ok {answer(line.rstrip(chr(10)).split(chr(9)))}", file=answers, flush=True)
        except Exception as e:
            print(f"error {type(e).__name__}: {e}".replace("\n", " "), file=answers, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "data":
        target = pathlib.Path(sys.argv[2])
        target.mkdir(parents=True, exist_ok=True)
        data(target, *map(int, sys.argv[3:6]))
    else:
        serve(sys.argv[1], int(sys.argv[2]))
