"""How long a converted ViT-B/32 takes to load, beside what libtorch needs for the same archive.

    mvn -q -DskipTests package -pl clip-benchmarks -am
    python3 tools/bench/load_times.py [--python PYTHON] [--rounds 9]

A random ViT-B/32 (605 MB) is written in open_clip's layout and converted once. Then, in turns, each in a warm
process of its own: ClipModel's load from the cache, DJL's own Model.load of the archive in that cache, torch.jit.load
of it in Python, open_clip's load of the checkpoint, and a plain read of the bytes. Once more with a fresh process
for every number, where loading includes the start of libtorch, but neither the start of Java nor `import torch`.
Printed: medians in milliseconds by the clock and of processor time, which a busy machine disturbs less, and the
ratios to DJL's load. Files lie in the page cache. `--python` has torch,
open_clip_torch and safetensors.
"""

import argparse
import os
import pathlib
import statistics
import sys
import time

WORKER = pathlib.Path(__file__).resolve()


def worker():
    """torch behind the same pipe as LoadServer."""
    import json

    import open_clip
    import torch
    from safetensors.torch import save_file

    def make(folder):
        torch.manual_seed(1)
        model = open_clip.create_model("ViT-B-32")
        save_file({k: v.contiguous() for k, v in model.state_dict().items() if k != "attn_mask"}, f"{folder}/open_clip_model.safetensors")
        config = {"model_cfg": open_clip.get_model_config("ViT-B-32"), "preprocess_cfg": {}}
        pathlib.Path(folder, "open_clip_config.json").write_text(json.dumps(config))

    kinds = {
        "make": make,
        "jit": torch.jit.load,
        "open_clip": lambda folder: open_clip.create_model("local-dir:" + folder),
    }
    print("ok torch", torch.__version__, flush=True)
    for line in sys.stdin:
        kind, path = line.rstrip("\n").split("\t")
        started, busy = time.perf_counter(), time.process_time()
        try:
            kept = kinds[kind](path)
            print("ok", 1e3 * (time.perf_counter() - started), 1e3 * (time.process_time() - busy), flush=True)
            del kept
        except Exception as e:
            print("error", str(e).replace("\n", " ")[:300], flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--fresh", type=int, default=5)
    parser.add_argument("--work", default="target/load-times")
    options = parser.parse_args()
    import side_by_side as side

    side.built()
    work = pathlib.Path(options.work).resolve()
    model, cache = work / "model", work / "cache"
    model.mkdir(parents=True, exist_ok=True)
    log = open(work / "log", "w", encoding="utf-8")
    environment = side.environment(os.cpu_count())
    ours = lambda: side.Program("clip4j", side.java("LoadServer"), environment, log)
    theirs = lambda: side.Program("torch", [options.python, str(WORKER), "worker"], environment, log)

    java, torch = ours(), theirs()
    if not (model / "open_clip_config.json").exists():
        torch.ask("make", model)
    converted = [float(word) for word in java.ask("clip4j", model, cache).split()]
    archive = next(cache.glob("archives/*/clip.pt"))
    plan = {
        "clip4j, from its cache": (ours, ("clip4j", model, cache)),
        "DJL's Model.load of the archive": (ours, ("djl", archive)),
        "torch.jit.load of the archive": (theirs, ("jit", archive)),
        "open_clip's load of the checkpoint": (theirs, ("open_clip", model)),
        "reading the archive's bytes": (ours, ("read", archive)),
        "clip4j, checkpoint opened and hash looked up": (ours, ("key", model, cache)),
    }
    time.sleep(3)  # a file is trusted only once it is some seconds old
    warm, fresh = {name: [] for name in plan}, {name: [] for name in plan}

    def measure(times, name, program, command):
        try:
            times[name].append([float(word) for word in program.ask(*command).split()])
        except side.Failed as e:
            print(f"{name}: {e}", file=sys.stderr)

    load = side.Load()
    for turn in range(options.rounds + 1):  # the first warms
        for name, (who, command) in plan.items():
            measure(warm if turn else {name: []}, name, java if who is ours else torch, command)
    java.close()
    torch.close()
    for _ in range(options.fresh):
        for name, (who, command) in plan.items():
            program = who()
            measure(fresh, name, program, command)
            program.close()
    base = "DJL's Model.load of the archive"
    print(f"{side.processor()}; {torch.greeting}; {os.cpu_count()} threads; {load}; medians of {options.rounds} and {options.fresh}")
    print(f"Archive {archive.stat().st_size / 1e6:.0f} MB; converted and loaded in a fresh process: {converted[0]:.0f} ms, {converted[1]:.0f} of processor time")
    print("| | warm, ms | / DJL's | warm, processor ms | / DJL's | fresh, ms | / DJL's | fresh, processor ms | / DJL's |")
    print("|---" * 9 + "|")
    for name in plan:
        cells = []
        for times in (warm, fresh):
            for which in (0, 1):
                if times[name] and times[base]:
                    ms, other = (statistics.median(time[which] for time in times[n]) for n in (name, base))
                    cells += [f"{ms:.0f}", f"{ms / other:.2f}"]
                else:
                    cells += ["–", "–"]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    worker() if sys.argv[1:] == ["worker"] else main()
