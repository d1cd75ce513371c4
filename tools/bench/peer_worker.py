"""One peer behind a pipe, for peers.py: reads a command a line, answers each with one line.

usage: peer_worker.py KIND WORK_FOLDER THREADS
KIND: open_clip, open_clip_bf16, transformers, transformers_bf16, onnxruntime, onnxruntime_int8, openvino, openvino_bf16,
      openvino_int8, sentence_transformers

Commands (words separated by tabs), as ModelServer has them: image BATCH REPEATS, text LENGTH BATCH REPEATS,
vectors FILE, files LIST OUT, memory.
"""

import pathlib
import sys
import time

import numpy as np

KIND, WORK, THREADS = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
CONTEXT, SAMPLE = 77, 8


class Torch:
    """open_clip or transformers on torch; each gets texts as its own users give them."""

    def __init__(self, library, dtype):
        import torch

        torch.set_num_threads(THREADS)
        self.torch, self.library, self.dtype = torch, library, getattr(torch, dtype)
        if library == "open_clip":
            import open_clip

            self.model, _, self.transform = open_clip.create_model_and_transforms(f"local-dir:{WORK}/open_clip")
            self.version = f"open_clip {open_clip.__version__}, torch {torch.__version__}"
        else:
            import transformers

            self.model = transformers.CLIPModel.from_pretrained(WORK / "hf")
            self.version = f"transformers {transformers.__version__}, torch {torch.__version__}"
        self.model = self.model.eval().to(self.dtype)

    def image(self, pixels):
        with self.torch.inference_mode():
            x = self.torch.from_numpy(pixels).to(self.dtype)
            if self.library == "open_clip":
                return self.model.encode_image(x).float().numpy()
            return features(self.model.get_image_features(pixel_values=x)).float().numpy()

    def text(self, ids):
        with self.torch.inference_mode():
            if self.library == "open_clip":
                # Its tokenizer always pads to the context length.
                padded = np.zeros((len(ids), CONTEXT), np.int64)
                padded[:, : ids.shape[1]] = ids
                return self.model.encode_text(self.torch.from_numpy(padded)).float().numpy()
            x = self.torch.from_numpy(ids)
            mask = self.torch.ones_like(x)
            return features(self.model.get_text_features(input_ids=x, attention_mask=mask)).float().numpy()

    def files(self, paths):
        """open_clip as its own evaluation does it: a DataLoader with a worker a thread, batches of 32."""
        from PIL import Image

        transform = self.transform

        class Files(self.torch.utils.data.Dataset):
            def __len__(self):
                return len(paths)

            def __getitem__(self, i):
                return transform(Image.open(paths[i]))

        loader = self.torch.utils.data.DataLoader(Files(), batch_size=32, num_workers=THREADS)
        return np.concatenate([self.image(batch.numpy()) for batch in loader])


def features(result):
    """Newer transformers wrap the projected features in an output object."""
    return result if hasattr(result, "float") else result.pooler_output


class OnnxRuntime:
    def __init__(self, suffix):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        self.sessions = {
            tower: onnxruntime.InferenceSession(str(WORK / f"onnx/{tower}{suffix}.onnx"), options, providers=["CPUExecutionProvider"])
            for tower in ("image", "text")
        }
        self.version = f"onnxruntime {onnxruntime.__version__}"

    def image(self, pixels):
        return self.sessions["image"].run(None, {"x": pixels})[0]

    def text(self, ids):
        return self.sessions["text"].run(None, {"x": ids})[0]


class OpenVino:
    def __init__(self, precision, suffix=".onnx"):
        import openvino

        core = openvino.Core()
        config = {"INFERENCE_NUM_THREADS": THREADS, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": precision}
        self.requests = {
            tower: core.compile_model(str(WORK / f"onnx/{tower}{suffix}"), "CPU", config).create_infer_request()
            for tower in ("image", "text")
        }
        self.version = f"openvino {openvino.__version__.split('-')[0]}"

    def image(self, pixels):
        return np.array(self.requests["image"].infer({"x": pixels}).to_tuple()[0])

    def text(self, ids):
        return np.array(self.requests["text"].infer({"x": ids}).to_tuple()[0])


class SentenceTransformers:
    """Its own encode(), which takes opened pictures."""

    def __init__(self):
        import sentence_transformers
        import torch

        torch.set_num_threads(THREADS)
        self.model = sentence_transformers.SentenceTransformer(str(WORK / "hf"), device="cpu")
        self.version = f"sentence-transformers {sentence_transformers.__version__}"

    def files(self, paths):
        from PIL import Image

        return np.asarray(self.model.encode([Image.open(path) for path in paths], batch_size=32, show_progress_bar=False))


def make():
    library, _, precision = KIND.partition("_")
    if KIND == "sentence_transformers":
        return SentenceTransformers()
    if KIND.startswith("open_clip"):
        return Torch("open_clip", "bfloat16" if KIND.endswith("bf16") else "float32")
    if library == "transformers":
        return Torch("transformers", "bfloat16" if precision else "float32")
    if library == "onnxruntime":
        return OnnxRuntime("_int8" if precision else "")
    return OpenVino("bf16" if precision == "bf16" else "f32", "_nncf.xml" if precision == "int8" else ".onnx")


def memory():
    found = {}
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        key, _, value = line.partition(":")
        found[key] = value.split()[0] if value.split() else ""
    return f"{found['VmRSS']} {found['VmHWM']}"


def timed(repeats, call):
    """Milliseconds of each run, then | and the mean processor time of the process."""
    times, busy = [], time.process_time()
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(f"{(time.perf_counter() - start) * 1000:.3f}")
    return " ".join(times) + f" | {(time.process_time() - busy) * 1000 / repeats:.3f}"


def main():
    answers = sys.stdout
    sys.stdout = sys.stderr
    pixels = np.fromfile(WORK / "pixels.f32", np.float32).reshape(32, 3, 224, 224)
    ids = {n: np.fromfile(WORK / f"ids{n}.i64", np.int64).reshape(32, n) for n in (7, 77)}

    def answer(words):
        name = words[0]
        if name == "memory":
            return memory()
        if name == "image":
            batch = pixels[: int(words[1])].copy()
            return timed(int(words[2]), lambda: peer.image(batch))
        if name == "text":
            rows = ids[int(words[1])][: int(words[2])].copy()
            return timed(int(words[3]), lambda: peer.text(rows))
        if name == "vectors":
            rows = [peer.image(pixels[:SAMPLE])] + [peer.text(ids[n][:SAMPLE]) for n in (7, 77)]
            np.concatenate(rows).astype(np.float32).tofile(words[1])
            return ""
        if name == "files":
            paths = pathlib.Path(words[1]).read_text().split("\n")
            paths = [path for path in paths if path]
            start = time.perf_counter()
            vectors = peer.files(paths)
            took = (time.perf_counter() - start) * 1000
            vectors.astype(np.float32).tofile(words[2])
            return f"{took:.1f}"
        raise ValueError(f"no command {name}")

    try:
        peer = make()
        print(f"ok {peer.version}", file=answers, flush=True)
    except Exception as e:  # a missing package is a row in the table, not the end of the run
        print(f"error {type(e).__name__}: {e}".replace("\n", " ")[:300], file=answers, flush=True)
        return
    for line in sys.stdin:
        try:
            print(f"ok {answer(line.rstrip(chr(10)).split(chr(9)))}", file=answers, flush=True)
        except Exception as e:
            print(f"error {type(e).__name__}: {e}".replace("\n", " ")[:300], file=answers, flush=True)


if __name__ == "__main__":
    main()
