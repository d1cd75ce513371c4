"""Exact search beside numpy and faiss, and approximate search beside faiss and hnswlib, in one go.

    mvn -q -DskipTests package -pl clip-benchmarks -am
    python3 tools/bench/search_peers.py [--python PYTHON]

Exact: ExactIndex and numpy's matrix product with argpartition take turns over 1,000,000 x 512 floats, with one thread
each and then with as many as there are processors; ratio = the median over the rounds of ours / numpy's,
by the clock and by processor time, which a busy machine disturbs less. Approximate:
recall at 10 and queries a second over 100,000 x 512, one thread, queries one by one. Needs about 7 GB of memory and
2.3 GB of disk. Writes the tables into docs/PERFORMANCE.md.
"""

import argparse
import array
import os
import pathlib
import statistics
import subprocess
import sys
import time

import side_by_side as side
from side_by_side import Failed, Program

K, QUERIES = 10, 100
FORMS = [("FLOAT32", "-"), ("INT8", "FLOAT32"), ("INT8", "-"), ("BINARY", "INT8"), ("BINARY", "FLOAT32")]


class Run:
    def __init__(self, options):
        self.options, self.work = options, pathlib.Path(options.work).resolve()
        self.work.mkdir(parents=True, exist_ok=True)
        self.log = open(self.work / "search.log", "w", encoding="utf-8")
        self.notes, self.versions = [], []

    def worker(self, kind, threads):
        script = str(pathlib.Path(__file__).with_name("search_worker.py"))
        program = Program(kind, [self.options.python, script, kind, str(threads)], side.environment(threads), self.log)
        if program.greeting and program.greeting not in self.versions:
            self.versions.append(program.greeting)
        return program

    def ours(self, threads, main="ExactSearchServer"):
        heap = ("-Xms6g", "-Xmx6g") if self.options.rows > 500_000 else ()
        return Program(main, side.java(main, options=(*heap, "-XX:+UseSerialGC")), side.environment(threads), self.log)

    def data(self, rows):
        folder = self.work / f"vectors-{rows}"
        if not (folder / "done").exists():
            script = str(pathlib.Path(__file__).with_name("search_worker.py"))
            subprocess.run([self.options.python, script, "data", folder, str(rows), "512", str(QUERIES)], check=True)
            (folder / "done").touch()
        return folder

    def hits(self, program):
        out = self.work / "hits.i32"
        program.ask("hits", K, out, seconds=600)
        values = array.array("i")
        values.frombytes(out.read_bytes())
        return [set(values[i : i + K]) for i in range(0, len(values), K)]

    def exact(self):
        folder = self.data(self.options.rows)
        yield f"| {self.options.rows:,} × 512, the best 10 | threads | ExactIndex | numpy | ours / numpy | the same in processor time | recall at 10 | rows in memory |"
        yield "|---|---|---|---|---|---|---|---|"
        for threads in sorted({1, self.options.threads}):
            numpy, ours = self.worker("numpy", threads), self.ours(threads)
            try:
                numpy.ask("build", folder / "rows.f32", 512, seconds=600)
                numpy.ask("queries", folder / "queries.f32")
                truth = self.hits(numpy)
                forms = FORMS if threads == 1 else FORMS[:1]
                for form, rescore in forms:
                    built = ours.ask("build", folder / "rows.f32", 512, form, rescore, threads, seconds=600).split()
                    ours.ask("queries", folder / "queries.f32")
                    found = self.hits(ours)
                    recall = sum(len(a & b) for a, b in zip(found, truth)) / (K * len(truth))
                    for batch in self.options.batches if form == "FLOAT32" else (1,):
                        repeats = max(1, 5 // batch)
                        ours.ask("search", K, batch, 2 * repeats)  # until the compiler is done
                        pairs = []
                        for number in range(self.options.rounds):
                            first, second = (numpy, ours) if number % 2 else (ours, numpy)
                            times = {p: p.times("search", K, batch, repeats) for p in (first, second)}
                            cpu = {p: p.times("cpu", K, batch, repeats) for p in (first, second)}
                            pairs.append((times[ours], times[numpy], cpu[ours] / cpu[numpy]))
                        mine, theirs = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
                        ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
                        cpu_ratio = statistics.median(pair[2] for pair in pairs)
                        name = form + ("" if rescore == "-" else f", rescored by {rescore}")
                        queries = "one query" if batch == 1 else f"{batch} queries at once"
                        yield f"| {name}, {queries} | {threads} | {mine:.1f} ms | {theirs:.1f} ms | {ratio:.2f} | {cpu_ratio:.2f} | {recall:.3f} | {int(built[1]) / 1e6:,.0f} MB |"
            except Failed as e:
                self.notes.append(f"exact, {threads} threads: {e}")
            numpy.close()
            ours.close()

    def approximate(self):
        folder = self.data(self.options.index_rows)
        truth_of = self.worker("numpy", self.options.threads)
        truth_of.ask("build", folder / "rows.f32", 512)
        truth_of.ask("queries", folder / "queries.f32")
        truth = self.hits(truth_of)
        truth_of.close()
        yield f"| {self.options.index_rows:,} × 512, the best 10 | built in | effort | recall at 10 | queries a second |"
        yield "|---|---|---|---|---|"
        programs = [(self.ours(self.options.threads, "IndexSearchServer"), "clip-search, int8 with rescoring")]
        programs += [(self.worker(kind, self.options.threads), kind) for kind in ("faiss_hnsw", "hnswlib")]
        rows = []
        for program, name in programs:
            try:
                took = int(program.ask("build", folder / "rows.f32", 512, seconds=900).split()[0]) / 1000
                program.ask("queries", folder / "queries.f32")
                for effort in self.options.efforts:
                    program.ask("effort", effort)
                    recall = sum(len(a & b) for a, b in zip(self.hits(program), truth)) / (K * len(truth))
                    rows.append([name, program, took, effort, recall, []])
            except Failed as e:
                self.notes.append(f"{name}: {e}")
        for _ in range(self.options.rounds):
            for name, program, _, effort, _, times in rows:
                program.ask("effort", effort)
                times.append(program.times("search", K, 1, 50))
        for name, program, took, effort, recall, times in rows:
            yield f"| {name} (M 16, efConstruction 100) | {took:.0f} s | {effort} | {recall:.3f} | {1000 / statistics.median(times):,.0f} |"
        for program, _ in programs:
            program.close()


def shown(lines):
    """A list of the lines, each printed when it comes: a busy machine takes long."""
    found = []
    for line in lines:
        print(line, file=sys.stderr, flush=True)
        found.append(line)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", help="an interpreter with numpy, faiss-cpu and hnswlib; otherwise WORK/venv is made")
    parser.add_argument("--work", default=str(side.ROOT / "target/bench"))
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--batches", type=int, nargs="*", default=[1, 8, 100], help="queries at once")
    parser.add_argument("--index-rows", type=int, default=100_000)
    parser.add_argument("--efforts", type=int, nargs="*", default=[16, 32, 64, 128])
    parser.add_argument("--out", help="write the tables to this file instead of docs/PERFORMANCE.md")
    options = parser.parse_args()
    side.built()
    options.python = side.python_of(options.work, options.python)
    run, load = Run(options), side.Load()
    exact = shown(run.exact()) if options.rows else []
    approximate = shown(run.approximate()) if options.index_rows else []
    lines = [
        f"{time.strftime('%Y-%m-%d', time.gmtime())}, {side.processor()}, {load}; {side.java_version()}; {'; '.join(run.versions)}.",
        "Data: unit vectors around a common mean, 1,000 clusters, 64 dimensions of spread, a little noise; 100 queries drawn alike.",
        "", *exact, "", *approximate, *(f"\nLeft out: {note}" for note in run.notes),
    ]
    text = "\n".join(lines)
    if options.out:
        pathlib.Path(options.out).write_text(text + "\n", encoding="utf-8")
    else:
        side.write_between("search", text)
    print(text)


if __name__ == "__main__":
    main()
