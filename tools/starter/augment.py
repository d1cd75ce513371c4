"""Batched augmentation: uint8 RGBA drawings in, normalised float pictures out.

Works in slices small enough for the processor's cache; every effect runs only on the pictures drawn for it.
"""
import math

import torch
import torch.nn.functional as F

from model import MEAN, STD

_MEAN = torch.tensor(MEAN).view(1, 3, 1, 1)
_STD = torch.tensor(STD).view(1, 3, 1, 1)
SLICE = 32


def augment(rgba, size, flip_ok, mono):
    """rgba uint8 [B,H,W,4]; flip_ok, mono bool [B]. Returns float32 [B,3,size,size], channels last."""
    out = [_slice(rgba[i : i + SLICE], size, flip_ok[i : i + SLICE], mono[i : i + SLICE]) for i in range(0, len(rgba), SLICE)]
    return torch.cat(out).contiguous(memory_format=torch.channels_last)


def on_white(rgba, size):
    """The plain view: on white, resized; for quick checks while training."""
    x = rgba.permute(0, 3, 1, 2).float().div_(255)
    x = x[:, :3] * x[:, 3:] + 1 - x[:, 3:]
    x = F.interpolate(x, size=(size, size), mode="bicubic", antialias=True).clamp_(0, 1)
    return x.sub_(_MEAN).div_(_STD).contiguous(memory_format=torch.channels_last)


def _pick(n, chance):
    return torch.nonzero(torch.rand(n) < chance).flatten()


def _slice(rgba, size, flip_ok, mono):
    n = len(rgba)
    r = lambda *s: torch.rand(*s)  # noqa: E731
    x = rgba.permute(0, 3, 1, 2).contiguous().float().mul_(1 / 255)
    x[:, :3] *= x[:, 3:]  # premultiplied, so that transparent pixels bleed no colour
    scale = torch.where(r(n) < 0.2, 1.0, 0.75 + r(n) * 0.42)
    aspect = 1 + (r(n) - 0.5) * 0.2
    angle = (r(n) - 0.5) * 2 * math.radians(12) * (r(n) < 0.4)
    mirror = torch.where((r(n) < 0.4) & flip_ok, -1.0, 1.0)
    c, s = angle.cos(), angle.sin()
    shift = (r(n, 2) - 0.5) * 0.16
    m = torch.stack([torch.stack([c * mirror / scale * aspect, -s / scale, shift[:, 0]], 1),
                     torch.stack([s * mirror / scale, c / scale / aspect, shift[:, 1]], 1)], 1)
    x = F.grid_sample(x, F.affine_grid(m, (n, 4, size, size), align_corners=False), mode="bilinear", padding_mode="zeros", align_corners=False)
    rgb, a = x[:, :3], x[:, 3:]

    i = torch.nonzero(mono).flatten()  # black line drawings: some in another ink
    i = i[r(len(i)) < 0.5]
    if len(i):
        rgb[i] += r(len(i), 3, 1, 1) * 0.8 * a[i]
    i = _pick(n, 0.22)  # ink: dark lines where colours or the silhouette change, as in outlined cartoons
    if len(i):
        y = torch.cat([rgb[i], a[i]], 1)
        k = 3
        edge = (F.max_pool2d(y, k, 1, k // 2) + F.max_pool2d(-y, k, 1, k // 2)).amax(1, keepdim=True)
        edge = ((edge - 0.25) * 4).clamp_(0, 1)
        if torch.rand(()) < 0.5:  # outlined and flat: pull the colours to few levels
            rgb[i] = rgb[i].mul(4).round_().div_(4)
        rgb[i] *= 1 - edge
        a[i] = torch.maximum(a[i], edge)
    i = _pick(n, 0.08)  # a white rim, as on stickers
    if len(i):
        wide = F.max_pool2d(a[i], 5, 1, 2)
        rgb[i] += wide - a[i]
        a[i] = wide
    rgb *= (1 + (r(n, 3, 1, 1) - 0.5) * 0.2) * (1 + (r(n, 1, 1, 1) - 0.5) * 0.3)
    grey = rgb.mean(1, keepdim=True)
    sat = torch.where(r(n, 1, 1, 1) < 0.08, 0.0, 0.5 + r(n, 1, 1, 1) * 0.9)
    rgb = torch.minimum(grey.lerp(rgb, sat).clamp_(min=0), a)
    i = _pick(n, 0.04)
    if len(i):
        rgb[i] = rgb[i][:, torch.randperm(3)]
    kind, base = r(n, 1, 1, 1), r(n, 3, 1, 1)
    bg = torch.where(kind < 0.65, torch.ones(1, 3, 1, 1), torch.where(kind < 0.85, 1 - 0.35 * r(n, 3, 1, 1), base))
    y = rgb + (1 - a) * bg
    i = torch.nonzero(kind.flatten() > 0.95).flatten()
    if len(i):
        ramp = torch.linspace(0, 1, size).view(1, 1, size, 1)
        y[i] = rgb[i] + (1 - a[i]) * (bg[i] * (1 - ramp) + r(len(i), 3, 1, 1) * ramp)
    i = _pick(n, 0.10)
    if len(i):
        y[i] = F.avg_pool2d(F.pad(y[i], (1, 1, 1, 1), mode="replicate"), 3, 1)
    i = _pick(n, 0.06)
    if len(i):
        y[i] = F.interpolate(F.avg_pool2d(y[i], 2), scale_factor=2, mode="bilinear", align_corners=False)
    i = _pick(n, 0.10)
    if len(i):
        y[i] += torch.randn(len(i), 3, size, size) * 0.03
    y = y.sub_(0.5).mul_(1 + (r(n, 1, 1, 1) - 0.5) * 0.3).add_(0.5).clamp_(0, 1)
    for i in _pick(n, 0.06).tolist():
        w, h = (int(v) for v in torch.randint(size // 8, size // 3, (2,)))
        px, py = int(torch.randint(0, size - w, ())), int(torch.randint(0, size - h, ()))
        y[i, :, py : py + h, px : px + w] = torch.rand(())
    return y.sub_(_MEAN).div_(_STD)
