"""Pillow and open_clip's transform beside ImageBenchmark: the same files, one thread, milliseconds of CPU time.

usage: images_peers.py make FOLDER [PHOTO] writes the pictures; the smooth ones from a photograph, if one is given
       images_peers.py run FOLDER [ROUNDS] measures encoded bytes to tensor
Needs pillow and numpy; to run, torch, torchvision and open_clip_torch too.

12mp.jpg is smooth (a drawing enlarged to 12 megapixels, or the photograph), camera420.jpg and camera444.jpg are made
like a camera's: things before things at every scale, textured surfaces, a lens's blur, a sensor's noise with its
mosaic's correlation, sharpening; 90 is their quality. The seed is fixed, so that everybody gets the same.
"""

import io
import pathlib
import statistics
import sys
import time

from PIL import Image

SMOOTH = {"12mp.jpg": (4000, 3000), "640.jpg": (640, 480), "640.png": (640, 480)}
CAMERA = {"camera420.jpg": "4:2:0", "camera444.jpg": "4:4:4"}
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)


def leaves(random, width, height):
    """Discs before discs, with radii by a power law: the statistics of edges that photographs have."""
    import numpy

    scene = numpy.empty((height, width, 3), numpy.float32)
    scene[:] = numpy.linspace(190, 70, height)[:, None, None]
    radii = numpy.sort(6 / numpy.sqrt(random.random(6000) + (6 / 900) ** 2))[::-1]
    for radius in radii:
        x, y = random.random() * width, random.random() * height
        x0, x1 = int(max(0, x - radius)), int(min(width, x + radius + 1))
        y0, y1 = int(max(0, y - radius)), int(min(height, y + radius + 1))
        disc = (numpy.arange(x0, x1) - x) ** 2 + (numpy.arange(y0, y1)[:, None] - y) ** 2 < radius * radius
        gray = 30 + 190 * random.random()
        scene[y0:y1, x0:x1][disc] = gray + random.normal(0, 18, 3)
    return scene


def texture(random, width, height):
    """Noise whose amplitude falls with the frequency, of deviation 1."""
    import numpy

    fy, fx = numpy.fft.fftfreq(height)[:, None], numpy.fft.rfftfreq(width)
    falling = numpy.sqrt(fx * fx + fy * fy + 1e-5) ** -1.1
    field = numpy.fft.irfft2(numpy.fft.rfft2(random.standard_normal((height, width))) * falling, (height, width))
    return (field / field.std()).astype(numpy.float32)


def camera(width=4000, height=3000):
    import numpy

    random = numpy.random.default_rng(20261125)
    scene = leaves(random, width, height)
    scene += (texture(random, width, height) * 15)[:, :, None]
    scene = blur(blur(scene, 0), 1)
    # A sensor sees one colour at each place; its neighbours' mean stands for the others.
    noise = random.standard_normal(scene.shape).astype(numpy.float32) * numpy.sqrt(2.5 + numpy.clip(scene, 0, 255) / 22)
    scene += 0.8 * noise.mean(2, keepdims=True) + 0.8 * blur(blur(noise, 0), 1)
    scene += 0.5 * (scene - blur(blur(scene, 0), 1))
    return Image.fromarray(numpy.clip(scene + 0.5, 0, 255).astype(numpy.uint8))


def blur(scene, axis):
    import numpy

    return (numpy.roll(scene, 1, axis) + 2 * scene + numpy.roll(scene, -1, axis)) / 4


def drawing():
    import numpy

    y, x = numpy.mgrid[0:480, 0:640].astype(numpy.float32)
    bands = [127 + 120 * numpy.sin(x / (23 + 9 * b) + numpy.cos(y / (31 - 5 * b)) * (2 + b)) for b in range(3)]
    return Image.fromarray(numpy.stack(bands, 2).astype(numpy.uint8))


def make(folder, photo):
    source = Image.open(photo).convert("RGB") if photo else drawing()
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, size in SMOOTH.items():
        options = {"quality": 90} if name.endswith("jpg") else {}
        source.resize(size, Image.LANCZOS).save(folder / name, **options)
    picture = camera()
    for name, subsampling in CAMERA.items():
        picture.save(folder / name, quality=90, subsampling=subsampling)
    for file in sorted(folder.iterdir()):
        print(f"{file}: {file.stat().st_size:,} bytes")


def run(folder, rounds):
    import open_clip
    import torch

    torch.set_num_threads(1)
    transform = open_clip.image_transform(224, is_train=False, mean=MEAN, std=STD)
    for name in [*SMOOTH, *CAMERA]:
        data = pathlib.Path(folder, name).read_bytes()
        times = []
        for _ in range(rounds):
            start = time.process_time()
            transform(Image.open(io.BytesIO(data)))
            times.append((time.process_time() - start) * 1000)
        print(f"{name}: median {statistics.median(times):.2f} ms, best {min(times):.2f} ms")


if __name__ == "__main__":
    if len(sys.argv) in (3, 4) and sys.argv[1] == "make":
        make(sys.argv[2], sys.argv[3] if len(sys.argv) == 4 else None)
    elif len(sys.argv) in (3, 4) and sys.argv[1] == "run":
        run(sys.argv[2], int(sys.argv[3]) if len(sys.argv) == 4 else 20)
    else:
        sys.exit(__doc__)
