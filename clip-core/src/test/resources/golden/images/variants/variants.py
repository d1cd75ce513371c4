"""Writes small pictures in forms that Pillow reads but mostly does not write, and cases.json: for each, the SHA-256 of
Pillow's RGB pixels and of the tensors of open_clip's transform (size 40) and of transformers' CLIPImageProcessorPil.
usage: variants.py OUTDIR   (needs cjpeg of libjpeg-turbo 2.1 in the path; all pictures are computed here)
"""

import hashlib, io, json, os, struct, subprocess, sys, zlib
import numpy as np, torch, open_clip
from PIL import Image
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

OUT = sys.argv[1]
N = np.random.default_rng(7)
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)
W, H = 53, 47


def smooth(w=W, h=H, c=3):
    small = N.integers(0, 256, (h // 6 + 2, w // 6 + 2, c), dtype=np.uint8)
    bands = [Image.fromarray(small[:, :, i]).resize((w, h), Image.BICUBIC) for i in range(c)]
    return np.stack([np.asarray(b) for b in bands], axis=2)


FILES = {}


def save(name, data):
    FILES[name] = data
    open(os.path.join(OUT, name), "wb").write(data)


# --- BMP -----------------------------------------------------------------------------------------
def bmp(name, bits, rows, palette=b"", compression=0, masks=b"", height=H, width=W, header=40):
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(rows), 2835, 2835, len(palette) // 4, 0)
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    elif header > 40:
        info = struct.pack("<I", header) + info[4:] + masks + b"\0" * (header - 40 - len(masks))
        masks = b""
    offset = 14 + len(info) + len(masks) + len(palette)
    save(name, b"BM" + struct.pack("<IHHI", offset + len(rows), 0, 0, offset) + info + masks + palette + rows)


def padded(rows):
    return b"".join(r + b"\0" * (-len(r) % 4) for r in rows)


def bmps():
    pal = smooth(16, 16).reshape(256, 3)
    pal4 = b"".join(bytes(p) + b"\0" for p in pal)
    index = smooth(c=1)[:, :, 0] // 2
    bmp("bmp_8_topdown.bmp", 8, padded([bytes(r) for r in index]), pal4, height=-H)
    bmp("bmp_8_core.bmp", 8, padded([bytes(r) for r in index[::-1]]), b"".join(bytes(p) for p in pal), header=12)
    nib = index // 8
    rows4 = [bytes((a << 4) | b for a, b in zip(r[::2], list(r[1::2]) + [0])) for r in nib[::-1]]
    bmp("bmp_4.bmp", 4, padded(rows4), pal4[:64])
    bit = (index > 60).astype(np.uint8)
    bmp("bmp_1.bmp", 1, padded([np.packbits(r).tobytes() for r in bit[::-1]]), pal4[:8])
    bmp("bmp_1_white.bmp", 1, padded([np.packbits(r).tobytes() for r in bit[::-1]]), b"\xff\xff\xff\0\0\0\0\0")
    # RLE8: runs, absolute runs of odd and even length, line ends, jumps, and the end.
    out = b""
    steps = (index // 16 * 16)[::-1]
    for y, r in enumerate(steps):
        x = 0
        while x < W:
            n = 1
            while x + n < W and r[x + n] == r[x] and n < 255:
                n += 1
            if n < 3 and W - x >= 5:
                out += bytes([0, 5]) + bytes(r[x : x + 5]) + b"\0"
                x += 5
            else:
                out += bytes([n, r[x]])
                x += n
        out += b"\0\0"
    bmp("bmp_rle8.bmp", 8, out + b"\0\1", pal4, 1)
    jump = b""
    for y in range(0, H, 3):
        jump += bytes([10, 7, 0, 2, 5, 0, 20, 90, 0, 2, 0, 1]) + bytes([4, 3]) + b"\0\0\0\0"
    bmp("bmp_rle8_jumps.bmp", 8, jump + b"\0\1", pal4, 1)
    out = b""
    for r in nib[::-1]:
        for x in range(0, W - W % 4, 8):
            part = r[x : x + 8]
            if x % 16 == 0:
                out += bytes([len(part), (part[0] << 4) | part[-1]])
            else:
                body = bytes((part[i] << 4) | (part[i + 1] if i + 1 < len(part) else 0) for i in range(0, len(part), 2))
                out += bytes([0, len(part)]) + body + b"\0" * (len(body) % 2)
        if W % 4:
            out += bytes([W % 4, 0x5A])
        out += b"\0\0"
    bmp("bmp_rle4.bmp", 4, out + b"\0\1", pal4[:64], 2)
    rgb = smooth()
    r5, g5, b5, g6 = rgb[:, :, 0] >> 3, rgb[:, :, 1] >> 3, rgb[:, :, 2] >> 3, rgb[:, :, 1] >> 2
    v555 = (r5.astype(np.uint16) << 10) | (g5.astype(np.uint16) << 5) | b5
    v565 = (r5.astype(np.uint16) << 11) | (g6.astype(np.uint16) << 5) | b5
    bmp("bmp_16_555.bmp", 16, padded([r.astype("<u2").tobytes() for r in v555[::-1]]))
    bmp("bmp_16_565.bmp", 16, padded([r.astype("<u2").tobytes() for r in v565[::-1]]), b"", 3, struct.pack("<III", 0xF800, 0x7E0, 0x1F))
    bmp("bmp_24.bmp", 24, padded([bytes(r[:, ::-1].reshape(-1)) for r in rgb[::-1]]))
    rgba = smooth(c=4)
    bmp("bmp_32.bmp", 32, b"".join(bytes(r[:, [2, 1, 0, 3]].reshape(-1)) for r in rgba[::-1]))
    bmp("bmp_32_v4_alpha.bmp", 32, b"".join(bytes(r[:, [2, 1, 0, 3]].reshape(-1)) for r in rgba[::-1]), b"", 3,
        struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000), header=108)
    bmp("bmp_32_masks.bmp", 32, b"".join(bytes(r[:, [3, 2, 1, 0]].reshape(-1)) for r in rgba[::-1]), b"", 3,
        struct.pack("<III", 0xFF000000, 0xFF0000, 0xFF00))


# --- PNG -----------------------------------------------------------------------------------------
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def filtered(raw, bpp, start):
    out, before = b"", bytes(len(raw[0]))
    for y, row in enumerate(raw):
        f = (start + y) % 5
        line = bytearray([f])
        for i, v in enumerate(row):
            a = row[i - bpp] if i >= bpp else 0
            b = before[i]
            c = before[i - bpp] if i >= bpp else 0
            pa, pb, pc = abs(b - c), abs(a - c), abs(a + b - 2 * c)
            guess = [0, a, b, (a + b) // 2, a if pa <= pb and pa <= pc else b if pb <= pc else c][f]
            line.append((v - guess) & 255)
        out, before = out + bytes(line), row
    return out


def png(name, samples, depth, color, interlace=0, chunks=(), parts=1):
    """samples: H x W x channels of whole numbers."""
    h, w, c = samples.shape

    def pack(part):
        rows = []
        for r in part:
            if depth == 16:
                rows.append(r.astype(">u2").tobytes())
            elif depth == 8:
                rows.append(r.astype(np.uint8).tobytes())
            else:
                bits = np.unpackbits(r.astype(np.uint8).reshape(-1, 1), axis=1)[:, 8 - depth :]
                rows.append(np.packbits(bits.reshape(-1)).tobytes())
        return filtered(rows, max(1, c * depth // 8), h % 5)

    if interlace:
        data = b"".join(pack(samples[y::dy, x::dx]) for x, y, dx, dy in PASSES if samples[y::dy, x::dx].size)
    else:
        data = pack(samples)

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    z = zlib.compress(data, 9)
    step = -(-len(z) // parts)
    save(name, b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, color, 0, 0, interlace))
         + b"".join(chunk(k, v) for k, v in chunks)
         + b"".join(chunk(b"IDAT", z[i : i + step]) for i in range(0, len(z), step)) + chunk(b"IEND", b""))


def pngs():
    full = smooth(c=4).astype(np.int64)
    deep = full * 257 ^ N.integers(0, 256, full.shape)
    dark = full // 2 * 3
    for i in (0, 1):
        s = "_adam7" if i else ""
        for depth in (1, 2, 4, 8, 16):
            gray = (deep if depth == 16 else full >> (8 - depth))[:, :, :1]
            png(f"png_gray{depth}{s}.png", gray, depth, 0, i)
            key = int(gray[3, 5, 0])
            png(f"png_gray{depth}_trns{s}.png", gray, depth, 0, i, [(b"tRNS", struct.pack(">H", key))])
            if depth < 16:
                index = (full >> (8 - depth))[:, :, 1:2]
                table = smooth(16, 16).reshape(256, 3)[: 1 << depth]
                png(f"png_palette{depth}{s}.png", index, depth, 3, i, [(b"PLTE", table.tobytes())], 3)
                alphas = bytes(N.integers(0, 256, max(1, (1 << depth) // 2), dtype=np.uint8))
                png(f"png_palette{depth}_trns{s}.png", index, depth, 3, i, [(b"PLTE", table.tobytes()), (b"tRNS", alphas)])
        png(f"png_rgb8{s}.png", full[:, :, :3], 8, 2, i, (), 5)
        png(f"png_rgb16{s}.png", deep[:, :, :3], 16, 2, i)
        png(f"png_la8{s}.png", full[:, :, :2], 8, 4, i)
        png(f"png_la16{s}.png", deep[:, :, :2], 16, 4, i)
        png(f"png_rgba8{s}.png", full, 8, 6, i)
        png(f"png_rgba16{s}.png", deep, 16, 6, i)
    png("png_gray16_dark.png", dark[:, :, :1], 16, 0)
    key = full[4, 6, :3]
    png("png_rgb8_trns.png", full[:, :, :3], 8, 2, 0, [(b"tRNS", struct.pack(">HHH", *map(int, key)))])
    png("png_rgb16_trns.png", deep[:, :, :3], 16, 2, 0, [(b"tRNS", struct.pack(">HHH", *map(int, deep[4, 6, :3])))])
    png("png_short_palette.png", np.minimum(full[:, :, :1] >> 4, 9), 8, 3, 0, [(b"PLTE", smooth(10, 10).reshape(-1, 3)[:10].tobytes())])
    png("png_one_pixel.png", full[:1, :1, :3], 8, 2)


# --- TIFF ----------------------------------------------------------------------------------------
def tiff(name, tags, blocks, end="<"):
    """tags: number -> list of shorts (or longs above 65535); offsets and lengths of blocks are added."""
    tile = 322 in tags
    data, at = b"", 8
    offsets = []
    for b in blocks:
        offsets.append(at + len(data))
        data += b + b"\0" * (len(b) % 2)
    tags = dict(tags)
    tags[324 if tile else 273] = offsets
    tags[325 if tile else 279] = [len(b) for b in blocks]
    entries, extra = [], b""
    base = 8 + len(data) + 2 + 12 * len(tags) + 4
    for t in sorted(tags):
        v = tags[t]
        kind = 4 if t in (273, 279, 324, 325) or max(v) > 65535 else 3
        body = struct.pack(end + ("I" if kind == 4 else "H") * len(v), *v)
        if len(body) > 4:
            entries.append(struct.pack(end + "HHII", t, kind, len(v), base + len(extra)))
            extra += body
        else:
            entries.append(struct.pack(end + "HHI", t, kind, len(v)) + body.ljust(4, b"\0"))
    ifd = struct.pack(end + "H", len(entries)) + b"".join(entries) + b"\0\0\0\0"
    magic = (b"II" if end == "<" else b"MM") + struct.pack(end + "HI", 42, 8 + len(data))
    save(name, magic + data + ifd + extra)


def packbits(data):
    out, i = b"", 0
    while i < len(data):
        n = 1
        while i + n < len(data) and data[i + n] == data[i] and n < 128:
            n += 1
        if n > 1:
            out += bytes([257 - n, data[i]])
        else:
            while i + n < len(data) and n < 128 and data[i + n] != data[i + n - 1]:
                n += 1
            out += bytes([n - 1]) + data[i : i + n]
        i += n
    return out


def pillow_tiff(name, image, **options):
    b = io.BytesIO()
    image.save(b, "TIFF", **options)
    save(name, b.getvalue())


def tiffs():
    rgb = smooth()
    im = Image.fromarray(rgb)
    base = {256: [W], 257: [H], 258: [8, 8, 8], 259: [1], 262: [2], 277: [3], 278: [H]}
    for code, compression in (("raw", None), ("lzw", "tiff_lzw"), ("deflate", "tiff_adobe_deflate"), ("packbits", "packbits")):
        for mode in ("1", "L", "P", "LA", "RGB", "RGBA", "CMYK", "I;16"):
            if mode == "P":
                x = im.quantize(50)
            elif mode == "I;16":
                x = Image.fromarray((np.asarray(im.convert("L")).astype(np.uint16) * 3))
            elif mode in ("LA", "RGBA"):
                x = Image.fromarray(smooth(c=4)).convert(mode)
            else:
                x = im.convert(mode)
            pillow_tiff(f"tiff_{mode.replace(';', '').lower()}_{code}.tif", x, compression=compression)
    pillow_tiff("tiff_rgb_lzw_predictor.tif", im, compression="tiff_lzw", tiffinfo={317: 2})
    pillow_tiff("tiff_rgb_deflate_predictor.tif", im, compression="tiff_adobe_deflate", tiffinfo={317: 2})
    for o in (2, 3, 4, 5, 6, 7, 8):
        pillow_tiff(f"tiff_orientation{o}.tif", im, tiffinfo={274: o})
    strips = [rgb[y : y + 10].tobytes() for y in range(0, H, 10)]
    tiff("tiff_strips.tif", {**base, 278: [10]}, strips)
    tiff("tiff_strips_big_endian.tif", {**base, 278: [10]}, strips, ">")
    tiff("tiff_strips_packbits.tif", {**base, 278: [10], 259: [32773]}, [b"".join(packbits(r.tobytes()) for r in rgb[y : y + 10]) for y in range(0, H, 10)])
    pad = np.zeros((64, 64, 3), np.uint8)
    pad[:H, :W] = rgb
    tiles = [pad[y : y + 16, x : x + 32] for y in range(0, 48, 16) for x in range(0, 64, 32)]
    t = {k: v for k, v in base.items() if k != 278}
    tiff("tiff_tiles.tif", {**t, 322: [32], 323: [16]}, [x.tobytes() for x in tiles])
    tiff("tiff_tiles_deflate.tif", {**t, 322: [32], 323: [16], 259: [8]}, [zlib.compress(x.tobytes()) for x in tiles])
    tiff("tiff_planar.tif", {**base, 284: [2]}, [rgb[:, :, c].tobytes() for c in range(3)])
    tiff("tiff_planar_deflate.tif", {**base, 284: [2], 259: [8]}, [zlib.compress(rgb[:, :, c].tobytes()) for c in range(3)])
    gray = smooth(c=1)[:, :, 0]
    one = {256: [W], 257: [H], 258: [8], 259: [1], 262: [0], 277: [1], 278: [H]}
    tiff("tiff_gray_white_is_zero.tif", one, [gray.tobytes()])
    for bits in (1, 2, 4):
        for photo in (0, 1):
            unpacked = np.unpackbits((gray >> (8 - bits))[:, :, None], axis=2)[:, :, 8 - bits :].reshape(H, -1)
            tiff(f"tiff_gray{bits}_photometric{photo}.tif", {**one, 258: [bits], 262: [photo]}, [np.packbits(unpacked, axis=1).tobytes()])
    deep = rgb.astype(np.uint16) * 257 ^ N.integers(0, 256, rgb.shape, dtype=np.uint16)
    tiff("tiff_rgb16.tif", {**base, 258: [16, 16, 16]}, [deep.astype("<u2").tobytes()])
    tiff("tiff_rgb16_big_endian.tif", {**base, 258: [16, 16, 16]}, [deep.astype(">u2").tobytes()], ">")
    tiff("tiff_rgb16_deflate.tif", {**base, 258: [16, 16, 16], 259: [8]}, [zlib.compress(deep.astype("<u2").tobytes())])
    dim = gray.astype(np.uint16) * 2
    tiff("tiff_gray16_big_endian.tif", {**one, 258: [16], 262: [1]}, [dim.astype(">u2").tobytes()], ">")
    for bits in (1, 2, 4):
        pal = [int(v) for v in N.integers(0, 65536, 3 << bits)]
        unpacked = np.unpackbits((gray >> (8 - bits))[:, :, None], axis=2)[:, :, 8 - bits :].reshape(H, -1)
        tiff(f"tiff_palette{bits}.tif", {**one, 258: [bits], 262: [3], 320: pal}, [np.packbits(unpacked, axis=1).tobytes()])
    rgba = smooth(c=4)
    four = {**base, 258: [8] * 4, 277: [4]}
    for kind in (0, 1, 2):
        tiff(f"tiff_extra_sample{kind}.tif", {**four, 338: [kind]}, [rgba.tobytes()])
    tiff("tiff_cmyk_strips.tif", {**four, 262: [5], 278: [10]}, [rgba[y : y + 10].tobytes() for y in range(0, H, 10)])
    pillow_tiff("tiff_two_pages.tif", im, save_all=True, append_images=[im.rotate(180)])


# --- JPEG, GIF, WebP -----------------------------------------------------------------------------
def cjpeg(name, rgb, *options):
    ppm = b"P6 %d %d 255\n" % (rgb.shape[1], rgb.shape[0]) + rgb.tobytes()
    save(name, subprocess.run(["cjpeg", *options], input=ppm, stdout=subprocess.PIPE, check=True).stdout)


def jpegs():
    rgb = smooth(131, 167)
    noise = N.integers(0, 256, (150, 141, 3), dtype=np.uint8)
    for sample in ("1x1", "2x1", "1x2", "2x2", "4x1", "1x4", "4x2", "2x4"):
        cjpeg(f"jpeg_{sample}.jpg", rgb, "-quality", "85", "-sample", sample)
        cjpeg(f"jpeg_{sample}_noise.jpg", noise, "-quality", "40", "-sample", sample)
        cjpeg(f"jpeg_{sample}_progressive.jpg", rgb, "-quality", "85", "-progressive", "-sample", sample)
    cjpeg("jpeg_2x2_1x2_1x1.jpg", rgb, "-sample", "2x2,1x2,1x1")
    cjpeg("jpeg_2x2_2x1_1x2.jpg", rgb, "-sample", "2x2,2x1,1x2")
    cjpeg("jpeg_1x1_2x2_2x2.jpg", rgb, "-sample", "1x1,2x2,2x2")
    cjpeg("jpeg_rgb.jpg", rgb, "-rgb")
    cjpeg("jpeg_restart_progressive.jpg", rgb, "-progressive", "-restart", "1")
    cjpeg("jpeg_restart_blocks.jpg", rgb, "-restart", "3B")
    cjpeg("jpeg_optimized_q100.jpg", noise, "-quality", "100", "-optimize", "-sample", "1x1")
    cjpeg("jpeg_q3.jpg", rgb, "-quality", "3")
    cjpeg("jpeg_gray.jpg", rgb, "-grayscale")
    scans = b"0 1 2;" + b"".join(b"%d: 1-5, 0, 2;%d: 6-63, 0, 2;%d: 1-63, 2, 1;%d: 1-63, 1, 0;" % (c, c, c, c) for c in range(3))
    path = os.path.join(OUT, "scans.txt")
    text = "0 1 2: 0-0, 0, 1;\n" + "".join(f"{c}: 1-5, 0, 2;\n{c}: 6-63, 0, 2;\n{c}: 1-63, 2, 1;\n" for c in range(3)) + "0 1 2: 0-0, 1, 0;\n" + "".join(f"{c}: 1-63, 1, 0;\n" for c in range(3))
    open(path, "w").write(text)
    cjpeg("jpeg_progressive_14_scans.jpg", rgb, "-scans", path)
    open(path, "w").write("0;\n1;\n2;\n")
    cjpeg("jpeg_sequential_3_scans.jpg", rgb, "-scans", path)
    os.remove(path)
    for w, h in ((1, 1), (2, 3), (5, 2), (8, 8), (17, 1), (1, 40), (16, 129)):
        cjpeg(f"jpeg_{w}_by_{h}.jpg", np.ascontiguousarray(smooth(w, h)), "-sample", "2x2")


def gif(name, screen, offset, size, flags=0, transparent=None, background=0, interlace=0, disposal=0):
    table = smooth(4, 4).reshape(16, 3).tobytes()
    im = Image.fromarray((smooth(size[0], size[1], 1)[:, :, 0] >> 4).astype(np.uint8), "P")
    im.putpalette(table)
    b = io.BytesIO()
    im.save(b, "GIF", interlace=interlace, optimize=False)
    whole = b.getvalue()
    at = 13 + 3 * (2 << (whole[10] & 7)) if whole[10] & 128 else 13
    while whole[at] == 0x21:
        at += 2
        while whole[at]:
            at += whole[at] + 1
        at += 1
    body = whole[at + 10 :]
    if whole[at + 9] & 128:
        body = body[3 * (2 << (whole[at + 9] & 7)) :]
    out = b"GIF89a" + struct.pack("<HHBBB", *screen, 0xF3, background, 0) + table
    if transparent is not None or disposal:
        out += b"\x21\xf9\x04" + struct.pack("<BHBB", disposal << 2 | (transparent is not None), 0, transparent or 0, 0)
    out += b"," + struct.pack("<HHHHB", *offset, *size, 0x40 if interlace else 0) + body
    save(name, out)


def gifs():
    gif("gif_offset.gif", (50, 44), (7, 9), (30, 20))
    gif("gif_offset_transparent.gif", (50, 44), (7, 9), (30, 20), transparent=5)
    gif("gif_offset_transparent_zero.gif", (50, 44), (7, 9), (30, 20), transparent=0)
    gif("gif_offset_background.gif", (50, 44), (7, 9), (30, 20), background=6)
    gif("gif_beyond_screen.gif", (20, 20), (10, 5), (30, 20))
    gif("gif_disposal2.gif", (50, 44), (3, 4), (40, 40), disposal=2)
    gif("gif_disposal3_transparent.gif", (50, 44), (3, 4), (40, 40), disposal=3, transparent=2)
    gif("gif_interlaced.gif", (41, 43), (0, 0), (41, 43), interlace=1)
    frames = [Image.fromarray(smooth()).quantize(32) for _ in range(3)]
    for d in (0, 1, 2, 3):
        b = io.BytesIO()
        frames[0].save(b, "GIF", save_all=True, append_images=frames[1:], disposal=d, transparency=4, loop=0)
        save(f"gif_animated_disposal{d}.gif", b.getvalue())
    ramp = Image.fromarray(smooth(c=1)[:, :, 0])
    b = io.BytesIO()
    ramp.save(b, "GIF")
    save("gif_gray.gif", b.getvalue())


def webps():
    rgba = smooth(61, 59, 4)
    rgba[:20, :20, 3] = 0
    im = Image.fromarray(rgba)

    def put(name, image, **options):
        b = io.BytesIO()
        image.save(b, "WEBP", **options)
        save(name, b.getvalue())

    for q in (5, 60, 100):
        put(f"webp_lossy_q{q}.webp", im.convert("RGB"), quality=q)
        put(f"webp_lossy_alpha_q{q}.webp", im, quality=q)
    put("webp_lossy_alpha_coarse.webp", im, quality=50, alpha_quality=30)
    put("webp_lossy_alpha_exact.webp", im, quality=80, exact=True, method=6)
    put("webp_lossless_alpha.webp", im, lossless=True)
    put("webp_lossless_alpha_exact.webp", im, lossless=True, exact=True)
    put("webp_lossless_palette.webp", im.convert("RGB").quantize(12).convert("RGB"), lossless=True)
    frames = [im, im.rotate(90), im.rotate(180)]
    put("webp_animated_lossy.webp", frames[0], save_all=True, append_images=frames[1:], quality=70)
    put("webp_animated_lossless.webp", frames[0], save_all=True, append_images=frames[1:], lossless=True)
    put("webp_animated_rgb.webp", frames[0].convert("RGB"), save_all=True, append_images=[f.convert("RGB") for f in frames[1:]], quality=70)


def expected():
    transform = open_clip.image_transform(40, is_train=False, mean=MEAN, std=STD)
    hf = CLIPImageProcessorPil(size={"shortest_edge": 40}, crop_size={"height": 40, "width": 40})
    rows = []
    for name, data in sorted(FILES.items()):
        def load():
            return Image.open(io.BytesIO(data))
        try:
            rgb = load().convert("RGB")
        except Exception as e:
            print("Pillow refuses", name, type(e).__name__, e)
            os.remove(os.path.join(OUT, name))
            continue
        sha = lambda b: hashlib.sha256(b).hexdigest()
        row = {"file": name, "mode": load().mode, "width": rgb.width, "height": rgb.height, "rgb": sha(rgb.tobytes())}
        row["open_clip"] = sha(transform(load()).contiguous().numpy().astype("<f4").tobytes())
        try:
            row["hf"] = sha(np.asarray(hf(images=load(), return_tensors="np")["pixel_values"][0], dtype="<f4").tobytes())
        except Exception as e:
            print("transformers refuses", name, type(e).__name__, e)
        rows.append(row)
    json.dump(rows, open(os.path.join(OUT, "cases.json"), "w"), indent=0)
    print(len(rows), "cases")


bmps()
pngs()
tiffs()
jpegs()
gifs()
webps()
expected()
