"""Runs clip4j and its peers side by side and writes the ratios into docs/PERFORMANCE.md.

    mvn -q -DskipTests package -pl clip-benchmarks -am
    python3 tools/bench/peers.py                      # makes a virtual environment with the peers, about 3 GB
    python3 tools/bench/peers.py --python PYTHON      # takes an interpreter that has them

ViT-B/32 in full size with random weights, the same for all; every peer in its own process, all with the same number of
threads. In each round every peer does the same piece of work before the next piece comes, in an order that rotates, after
a pause (threads of the peer before spin for a while) and one call that is not timed; two seconds of each piece of work
warm up every peer alike. A ratio is the median over the rounds of peer's time / ours: above 1 clip4j is faster; the same in processor time of all
threads is disturbed less by other programs, but counts threads that spin while they wait. Before anything is timed the vectors
of all are compared. A peer that is missing or fails has a row that says so.
"""

import argparse
import array
import json
import math
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

import side_by_side as side
from side_by_side import Failed, Program

OURS = {"clip4j fp32": "fp32", "clip4j bf16": "bf16", "clip4j fp16": "fp16", "clip4j int8": "int8"}
PEERS = {
    "open_clip": "open_clip", "transformers": "transformers", "ONNX Runtime": "onnxruntime", "OpenVINO": "openvino",
    "open_clip bf16": "open_clip_bf16", "transformers bf16": "transformers_bf16", "OpenVINO bf16": "openvino_bf16",
    "ONNX Runtime int8": "onnxruntime_int8", "OpenVINO int8 weights": "openvino_int8",
}
CLASS = {"bf16": "bf16", "fp16": "fp16", "int8": "int8"}
# name -> words of the command without repeats, pieces, repeats in one round
WORK = {
    "image, batch 1": (("image", 1), 1, 5),
    "image, batch 8": (("image", 8), 8, 2),
    "image, batch 32": (("image", 32), 32, 1),
    "text of 7 tokens, batch 1": (("text", 7, 1), 1, 5),
    "text of 7 tokens, batch 8": (("text", 7, 8), 8, 3),
    "text of 7 tokens, batch 32": (("text", 7, 32), 32, 2),
    "text of 77 tokens, batch 1": (("text", 77, 1), 1, 3),
    "text of 77 tokens, batch 8": (("text", 77, 8), 8, 2),
    "text of 77 tokens, batch 32": (("text", 77, 32), 32, 1),
}
PAUSE = 0.2  # seconds
WARM_UP = 2.0  # seconds for each peer and piece of work
STARTER = side.ROOT / "clip-starter/src/main/resources/io/github/clip4j/starter"
OPEN_CLIP_FIRST_VECTOR = """
import sys, open_clip, torch
from PIL import Image
torch.set_num_threads(int(sys.argv[3]))
model, _, transform = open_clip.create_model_and_transforms("local-dir:" + sys.argv[1])
tokens = open_clip.get_tokenizer("local-dir:" + sys.argv[1])(["a photo of a cat"])
with torch.inference_mode():
    image = model.eval().encode_image(transform(Image.open(sys.argv[2]).convert("RGB"))[None])
    print(torch.nn.functional.cosine_similarity(image, model.encode_text(tokens)).item())
"""


def precision(name):
    return next((c for word, c in CLASS.items() if word in name.split()), "fp32")


def say(*words):
    print(time.strftime("%H:%M:%S"), *words, file=sys.stderr, flush=True)


class Run:
    def __init__(self, options):
        self.options = options
        self.work = pathlib.Path(options.work).resolve()
        self.threads = options.threads
        self.env = side.environment(self.threads, CLIP4J_CACHE=self.work / "cache")
        self.log = open(self.work / "peers.log", "w", encoding="utf-8")
        self.programs, self.notes, self.versions = {}, {}, []
        self.times = {}  # (work, name) -> milliseconds a piece, one a round
        self.busy = {}  # the same in processor time
        self.memory, self.agreement = {}, {}
        self.started = time.time()

    def jvm(self):
        return [f"-Dai.djl.pytorch.num_threads={self.threads}", "-Dai.djl.pytorch.num_interop_threads=1", "-Dai.djl.offline=true"]

    def model_server(self, name, *options):
        return Program(name, side.java("ModelServer", self.work, options=[*self.jvm(), *options]), self.env, self.log)

    def worker(self, name, kind):
        script = pathlib.Path(__file__).with_name("peer_worker.py")
        return Program(name, [self.options.python, str(script), kind, str(self.work), str(self.threads)], self.env, self.log)

    def start(self):
        for name, words in OURS.items():
            if self.options.only and words not in self.options.only:
                continue
            program = self.model_server(name)
            try:
                program.ask("load", words, self.work / "open_clip", self.threads, seconds=400)
                self.programs[name] = program
            except Failed as e:
                self.notes[name] = "not in this version" if "No enum constant" in str(e) else str(e)
                program.close()
        for name, kind in PEERS.items():
            if self.options.only and kind not in self.options.only:
                continue
            program = self.worker(name, kind)
            if program.failure or not program.greeting:
                self.notes[name] = program.failure or "no answer"
                continue
            if program.greeting not in self.versions:
                self.versions.append(program.greeting)
            self.programs[name] = program
        say("started", ", ".join(self.programs))

    def check_vectors(self):
        """Everybody's vectors beside open_clip's fp32: pictures, short texts, long texts."""
        vectors = {}
        for name, program in list(self.programs.items()):
            out = self.work / "vectors.f32"
            try:
                program.ask("vectors", out)
                values = array.array("f")
                values.frombytes(out.read_bytes())
                vectors[name] = [values[i : i + 512] for i in range(0, len(values), 512)]
            except Failed as e:
                self.drop(name, str(e))
        reference = vectors.get("open_clip") or vectors.get("clip4j fp32")
        for name, rows in vectors.items():
            worst = min(cosine(a, b) for a, b in zip(rows, reference))
            self.agreement[name] = worst
            if not worst > {"fp32": 0.99999, "fp16": 0.9999, "bf16": 0.995, "int8": 0.97}[precision(name)]:
                self.drop(name, f"its vectors differ: cosine {worst:.5f}")
        say("cosines", {name: round(value, 6) for name, value in self.agreement.items()})

    def drop(self, name, why):
        say("without", name, why)
        self.notes[name] = why
        self.programs.pop(name).close()

    def late(self, share):
        """Whether that share of the time allowed is over; on a busy machine fewer rounds are made, and said."""
        return time.time() - self.started > self.options.minutes * 60 * share

    def rounds(self, rounds):
        for number in range(-1, rounds):  # the first warms up
            if number > 0 and self.late(0.65):
                self.notes["some rounds"] = f"{number} of {rounds} were made in the time allowed"
                break
            for work, (words, pieces, repeats) in WORK.items():
                if not re.search(self.options.works, work):
                    continue
                names = list(self.programs)
                for name in names[number % len(names) :] + names[: number % len(names)]:
                    # The last one's threads may still spin, and this one's caches are cold.
                    time.sleep(PAUSE)
                    try:
                        self.programs[name].ask(*words, 1)
                        took, busy = self.programs[name].times_and_processor(*words, repeats)
                        end = time.time() + WARM_UP
                        while number < 0 and time.time() < end:  # a JVM, and torch's JIT, take a while to compile
                            self.programs[name].ask(*words, repeats)
                    except Failed as e:
                        self.drop(name, f"{work}: {e}")
                        continue
                    if number >= 0:
                        self.times.setdefault((work, name), []).append(took / pieces)
                        self.busy.setdefault((work, name), []).append(busy / pieces)
            say("round", number + 1, "of", rounds)
        for name, program in self.programs.items():
            self.memory[name] = [int(word) / 1024 for word in program.ask("memory").split()]

    def keep_only(self, names):
        for name in [name for name in self.programs if name not in names]:
            self.programs.pop(name).close()

    def end_to_end(self, rounds, count):
        """JPEG files to vectors; each program sees every file once, in as many parts as there are rounds."""
        self.keep_only([*OURS, "open_clip"])
        program = self.worker("sentence-transformers", "sentence_transformers")
        if program.failure:
            self.notes["sentence-transformers"] = program.failure
        else:
            self.versions.append(program.greeting)
            self.programs["sentence-transformers"] = program
        files = sorted((self.work / "pictures").glob("*.jpg"))[:count]
        size = len(files) // rounds
        for number in range(rounds):
            if number > 0 and self.late(0.85):
                self.notes["some files"] = f"{number * size} of {len(files)} were encoded in the time allowed"
                break
            part = self.work / "files.txt"
            part.write_text("\n".join(str(f) for f in files[number * size : (number + 1) * size]) + "\n")
            names, first = list(self.programs), None
            for name in names[number % len(names) :] + names[: number % len(names)]:
                out = self.work / "files.f32"
                try:
                    took = float(self.programs[name].ask("files", part, out, seconds=900))
                except Failed as e:
                    self.drop(name, str(e))
                    continue
                self.times.setdefault(("JPEG file", name), []).append(took / size)
                values = array.array("f")
                values.frombytes(out.read_bytes())
                first = first or values
                worst = min(cosine(values[i : i + 512], first[i : i + 512]) for i in range(0, len(values), 512))
                self.agreement[f"{name}, files"] = min(worst, self.agreement.get(f"{name}, files", 1))
            say("files, part", number + 1, "of", rounds)
        self.keep_only([])

    def cold_start(self, rounds):
        picture = str(sorted((STARTER / "pictures").iterdir())[0])
        commands = {
            "clip4j": side.java("FirstVector", "starter", picture, options=[*self.jvm(), "-XX:+UseSerialGC", "-Xshare:auto"]),
            "open_clip": [self.options.python, "-c", OPEN_CLIP_FIRST_VECTOR, str(STARTER), picture, str(self.threads)],
        }
        subprocess.run(commands["clip4j"], env=self.env, stdout=self.log, stderr=self.log)  # converts, once
        for _ in range(rounds):
            for name, command in commands.items():
                start = time.perf_counter()
                done = subprocess.run(command, env=self.env, capture_output=True, text=True)
                took = (time.perf_counter() - start) * 1000
                if done.returncode != 0:
                    self.notes[f"cold start of {name}"] = (done.stderr.strip().splitlines() or ["?"])[-1][:200]
                    continue
                self.agreement.setdefault(f"cold start {name}", float(done.stdout.split()[-1]))
                self.times.setdefault(("cold start", name), []).append(took)
        say("cold starts", {k[1]: [round(t) for t in v] for k, v in self.times.items() if k[0] == "cold start"})

    def resident(self):
        """int8 above an empty JVM with libtorch; a small heap for both, else Java's garbage is measured."""
        empty, int8 = (self.model_server(name, "-Xmx256m", "-XX:+UseSerialGC") for name in ("empty", "int8"))
        try:
            empty.ask("empty")
            int8.ask("load", "int8", self.work / "open_clip", self.threads)
            for words in (("image", 1, 20), ("image", 8, 3), ("text", 7, 8, 10)):
                int8.ask(*words)
            self.memory["empty JVM with libtorch"] = [int(word) / 1024 for word in empty.ask("memory").split()]
            self.memory["JVM with int8"] = [int(word) / 1024 for word in int8.ask("memory").split()]
        except Failed as e:
            self.notes["resident memory"] = str(e)
        empty.close()
        int8.close()


def cosine(a, b):
    dot = math.fsum(x * y for x, y in zip(a, b))
    return dot / math.sqrt(math.fsum(x * x for x in a) * math.fsum(x * x for x in b))


class Report:
    def __init__(self, run):
        self.run, self.times = run, run.times

    def median(self, work, name):
        found = self.times.get((work, name))
        return statistics.median(found) if found else None

    def ratio(self, work, peer, ours, times=None):
        """The median over the rounds, so that a busy minute meets both."""
        times = times or self.times
        a, b = times.get((work, peer)), times.get((work, ours))
        return statistics.median(x / y for x, y in zip(a, b)) if a and b else None

    def best(self, work, ours, peers):
        found = [(self.ratio(work, peer, ours), peer) for peer in peers if self.ratio(work, peer, ours)]
        return min(found) if found else (None, "none ran")

    def row(self, what, work, ours, peers, target):
        ratio, peer = self.best(work, ours, peers)
        if ratio is None:
            return f"| {what} | {ours} | {peer} | | | {target} |"
        mine, theirs = self.median(work, ours), self.median(work, peer)
        busy = self.ratio(work, peer, ours, self.run.busy) if self.run.busy else None
        return f"| {what} | {ours} {mine:.1f} ms | {peer} {theirs:.1f} ms | {ratio:.2f} | {f'{busy:.2f}' if busy else ''} | {target} |"

    def ratios(self):
        of = {c: [p for p in PEERS if precision(p) == c] for c in ("fp32", "bf16", "int8")}
        yield "| work (time a piece) | clip4j | best peer | ratio | in processor time | target |"
        yield "|---|---|---|---|---|---|"
        for work in WORK:
            if not any((work, name) in self.times for name in OURS):
                continue
            if work.startswith("image"):
                yield self.row(work, work, "clip4j fp32", of["fp32"], "≥ 1.0")
                yield self.row(work, work, "clip4j fp16", of["fp32"], "")
                yield self.row(work, work, "clip4j int8", ["ONNX Runtime int8"], "≥ 1.0")
                yield self.row(work, work, "clip4j bf16", of["bf16"], "")
            else:
                short = "of 7 " in work
                yield self.row(work, work, "clip4j fp32", ["transformers"], "≥ 1.5" if short else "")
                yield self.row(work, work, "clip4j fp32", of["fp32"], "")
                yield self.row(work, work, "clip4j fp16", of["fp32"], "")
                yield self.row(work, work, "clip4j int8", ["ONNX Runtime int8"], "")
        for ours in OURS:
            if self.times.get(("JPEG file", ours)):
                for peer in ("open_clip", "sentence-transformers"):
                    yield self.row("JPEG file to vector", "JPEG file", ours, [peer], "≥ 1.5")
        yield self.row("cold start with the starter, whole process", "cold start", "clip4j", ["open_clip"], "≥ 3, below 2,000 ms")

    def raw(self):
        works = [*WORK, "JPEG file"]
        yield "| milliseconds a piece | " + " | ".join(w.replace("text of ", "text ").replace(" tokens", "").replace("batch ", "b") for w in works) + " | resident MB | least cosine |"
        yield "|---|" + "---|" * (len(works) + 2)
        for name in [*OURS, *PEERS, "sentence-transformers"]:
            cells = [self.median(work, name) for work in works]
            if not any(cells):
                if name in self.run.notes:
                    yield f"| {name} | {self.run.notes[name]} |" + " |" * (len(works) + 1)
                continue
            memory = self.run.memory.get(name)
            agreement = self.run.agreement.get(name)
            yield (
                f"| {name} | " + " | ".join("" if c is None else f"{c:.1f}" for c in cells)
                + f" | {f'{memory[1]:.0f}' if memory else ''} | {f'{agreement:.6f}' if agreement else ''} |"
            )

    def text(self, load, minutes):
        run = self.run
        lines = [
            f"{time.strftime('%Y-%m-%d', time.gmtime())}, {side.processor()}, {run.threads} threads for each, {load};",
            f"{side.java_version()}; {'; '.join(run.versions)}.",
            f"ViT-B/32 with random weights (quick_gelu), {run.options.rounds} rounds, medians; the run took {minutes:.0f} minutes.",
            "", *self.ratios(), "",
        ]
        empty, int8 = run.memory.get("empty JVM with libtorch"), run.memory.get("JVM with int8")
        if empty and int8:
            lines += [
                f"Resident memory with a heap of at most 256 MB: an empty JVM with libtorch {empty[0]:.0f} MB; with int8 ViT-B/32 loaded from the cached archive"
                f" and used {int8[0]:.0f} MB ({int8[1]:.0f} MB at the highest): {int8[0] - empty[0]:.0f} MB more (target at most 400).", "",
            ]
        lines += [*self.raw(), "", "Resident: the highest of the process, loading and all measured work included. Cosine: to open_clip's fp32 vectors."]
        for name, why in run.notes.items():
            lines.append(f"\nLeft out: {name} ({why}).")
        return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", help="an interpreter that has the peers; otherwise WORK/venv is made")
    parser.add_argument("--work", default=str(side.ROOT / "target/bench"), help="models, pictures and raw results (4 GB)")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=12, help="time allowed, without the making of models")
    parser.add_argument("--works", default="", help="a regular expression for the pieces of work to time")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--only", nargs="*", help="what to run, of " + ", ".join([*OURS.values(), *PEERS.values()]))
    parser.add_argument("--out", help="write the tables to this file instead of docs/PERFORMANCE.md")
    options = parser.parse_args()
    side.built()
    pathlib.Path(options.work).mkdir(parents=True, exist_ok=True)
    options.python = side.python_of(options.work, options.python)
    models = pathlib.Path(__file__).with_name("peer_models.py")
    subprocess.run([options.python, str(models), options.work], check=True, env=side.environment(options.threads))

    load, run = side.Load(), Run(options)
    try:
        run.start()
        run.check_vectors()
        run.rounds(options.rounds)
        if options.files:
            run.end_to_end(min(4, options.rounds), options.files)
        run.cold_start(options.rounds)
        run.resident()
    finally:
        run.keep_only([])
    raw = {f"{work} / {name}": values for (work, name), values in run.times.items()}
    (run.work / "results.json").write_text(json.dumps({"times": raw, "memory": run.memory, "cosine": run.agreement, "notes": run.notes}, indent=1))
    text = Report(run).text(load, (time.time() - run.started) / 60)
    if options.out:
        pathlib.Path(options.out).write_text(text + "\n", encoding="utf-8")
    else:
        side.write_between("peers", text)
    print(text)


if __name__ == "__main__":
    main()
