"""Pillow and open_clip's transform beside ImageBenchmark: the same files, one thread, milliseconds of CPU time.

usage: images_peers.py make PHOTO FOLDER   writes 12mp.jpg, 640.jpg and 640.png from any photograph
       images_peers.py run FOLDER [ROUNDS] measures encoded bytes to tensor
Needs pillow, torch, torchvision and open_clip_torch.
"""

import io
import pathlib
import statistics
import sys
import time

from PIL import Image

FILES = {"12mp.jpg": (4000, 3000), "640.jpg": (640, 480), "640.png": (640, 480)}
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)


def make(photo, folder):
    source = Image.open(photo).convert("RGB")
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    for name, size in FILES.items():
        options = {"quality": 90} if name.endswith("jpg") else {}
        source.resize(size, Image.LANCZOS).save(pathlib.Path(folder, name), **options)


def run(folder, rounds):
    import open_clip
    import torch

    torch.set_num_threads(1)
    transform = open_clip.image_transform(224, is_train=False, mean=MEAN, std=STD)
    for name in FILES:
        data = pathlib.Path(folder, name).read_bytes()
        times = []
        for _ in range(rounds):
            start = time.process_time()
            transform(Image.open(io.BytesIO(data)))
            times.append((time.process_time() - start) * 1000)
        print(f"{name}: median {statistics.median(times):.2f} ms, best {min(times):.2f} ms")


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "make":
        make(sys.argv[2], sys.argv[3])
    elif len(sys.argv) in (3, 4) and sys.argv[1] == "run":
        run(sys.argv[2], int(sys.argv[3]) if len(sys.argv) == 4 else 20)
    else:
        sys.exit(__doc__)
