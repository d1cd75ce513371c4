package io.github.clip4j.image;

import io.github.clip4j.errors.ImageDecodeException;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Lossless WebP (RFC 9649, section 3): prefix codes, backward references, a cache of colours, and
 * up to four transforms. Also what alpha planes of lossy pictures are compressed with.
 */
final class Vp8lDecoder {
  private static final int LENGTHS = 24;
  private static final int DISTANCES = 40;
  private static final int CODES = 5;
  private static final int[] LENGTH_ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  /** Near pixels for the first 120 distances: {@code y << 4 | 8 - x}. */
  private static final int[] NEAR = {
    0x18, 0x07, 0x17, 0x19, 0x28, 0x06, 0x27, 0x29, 0x16, 0x1a, 0x26, 0x2a, 0x38, 0x05, 0x37, 0x39,
    0x15, 0x1b, 0x36, 0x3a, 0x25, 0x2b, 0x48, 0x04, 0x47, 0x49, 0x14, 0x1c, 0x35, 0x3b, 0x46, 0x4a,
    0x24, 0x2c, 0x58, 0x45, 0x4b, 0x34, 0x3c, 0x03, 0x57, 0x59, 0x13, 0x1d, 0x56, 0x5a, 0x23, 0x2d,
    0x44, 0x4c, 0x55, 0x5b, 0x33, 0x3d, 0x68, 0x02, 0x67, 0x69, 0x12, 0x1e, 0x66, 0x6a, 0x22, 0x2e,
    0x54, 0x5c, 0x43, 0x4d, 0x65, 0x6b, 0x32, 0x3e, 0x78, 0x01, 0x77, 0x79, 0x53, 0x5d, 0x11, 0x1f,
    0x64, 0x6c, 0x42, 0x4e, 0x76, 0x7a, 0x21, 0x2f, 0x75, 0x7b, 0x31, 0x3f, 0x63, 0x6d, 0x52, 0x5e,
    0x00, 0x74, 0x7c, 0x41, 0x4f, 0x10, 0x20, 0x62, 0x6e, 0x30, 0x73, 0x7d, 0x51, 0x5f, 0x40, 0x72,
    0x7e, 0x61, 0x6f, 0x50, 0x71, 0x7f, 0x60, 0x70
  };

  private final DecodeContext context;
  private final Vp8lBits bits;
  final int width;
  final int height;

  /** Whether the header says that alpha means something. */
  final boolean alpha;

  /** Reads the header of a VP8L chunk's body. */
  static Vp8lDecoder of(DecodeContext context, byte[] file, int at, int end)
      throws ImageDecodeException {
    if (end - at < 5) {
      throw context.truncated("a lossless picture of " + (end - at) + " bytes");
    }
    if (file[at] != 0x2F) {
      throw context.corrupt("a lossless picture begins with " + (file[at] & 255));
    }
    int header = (int) Bytes.u32le(file, at + 1);
    if (header >>> 29 != 0) {
      throw context.corrupt("lossless version " + (header >>> 29));
    }
    int width = 1 + (header & 0x3FFF);
    int height = 1 + (header >> 14 & 0x3FFF);
    context.checkSize(width, height);
    Vp8lBits bits = new Vp8lBits(file, at + 5, end);
    return new Vp8lDecoder(context, bits, width, height, (header >> 28 & 1) != 0);
  }

  /** A picture without header. */
  Vp8lDecoder(DecodeContext context, Vp8lBits bits, int width, int height, boolean alpha) {
    this.context = context;
    this.bits = bits;
    this.width = width;
    this.height = height;
    this.alpha = alpha;
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Transform(int kind, int bits, int width, int[] data) {}

  /** The pixels: alpha, red, green, blue from the highest byte down. */
  int[] decode() throws ImageDecodeException {
    context.checkMemory(pixelMemory());
    Transform[] transforms = new Transform[4];
    int n = 0;
    int seen = 0;
    int wide = width;
    while (bits.read(1) != 0) {
      int kind = bits.read(2);
      if ((seen >> kind & 1) != 0) {
        throw context.corrupt("a lossless transform twice");
      }
      seen |= 1 << kind;
      Transform transform = transform(kind, wide);
      transforms[n++] = transform;
      if (kind == 3) {
        wide = blocks(wide, transform.bits);
      }
    }
    int[] pixels = image(wide, height, true);
    while (n > 0) {
      Transform t = transforms[--n];
      switch (t.kind) {
        case 0 -> Vp8lTransforms.predict(pixels, t.width, t.bits, t.data);
        case 1 -> Vp8lTransforms.color(pixels, t.width, t.bits, t.data);
        case 2 -> Vp8lTransforms.addGreen(pixels);
        default -> pixels = Vp8lTransforms.palette(pixels, t.width, height, t.bits, t.data);
      }
    }
    return pixels;
  }

  private static int blocks(int size, int shift) {
    return (size + (1 << shift) - 1) >> shift;
  }

  private Transform transform(int kind, int wide) throws ImageDecodeException {
    switch (kind) {
      case 0, 1 -> {
        int shift = bits.read(3) + 2;
        return new Transform(
            kind, shift, wide, image(blocks(wide, shift), blocks(height, shift), false));
      }
      case 2 -> {
        return new Transform(kind, 0, wide, new int[0]);
      }
      default -> {
        int n = bits.read(8) + 1;
        int[] table = image(n, 1, false);
        for (int i = 1; i < n; i++) {
          table[i] = Vp8lTransforms.add(table[i], table[i - 1]);
        }
        return new Transform(kind, n <= 2 ? 3 : n <= 4 ? 2 : n <= 16 ? 1 : 0, wide, table);
      }
    }
  }

  /** Bytes that the pixels take while they are decoded. */
  private long pixelMemory() {
    return 12L * width * height;
  }

  /** An entropy-coded image; only the main one can have groups of codes. */
  private int[] image(int wide, int tall, boolean main) throws ImageDecodeException {
    int cacheBits = 0;
    if (bits.read(1) != 0) {
      cacheBits = bits.read(4);
      if (cacheBits < 1 || cacheBits > 11) {
        throw context.corrupt("a colour cache of " + cacheBits + " bits");
      }
    }
    int shift = 0;
    int[] groupOf = null;
    int groups = 1;
    if (main && bits.read(1) != 0) {
      shift = bits.read(3) + 2;
      groupOf = image(blocks(wide, shift), blocks(tall, shift), false);
      for (int i = 0; i < groupOf.length; i++) {
        groupOf[i] = groupOf[i] >> 8 & 0xFFFF;
        groups = Math.max(groups, groupOf[i] + 1);
      }
    }
    Vp8lCode[][] codes = groups(groups, groupOf, cacheBits);
    int[] out = new int[wide * tall];
    pixels(out, wide, cacheBits, codes, groupOf, shift);
    return out;
  }

  /**
   * Reads the groups of codes and keeps those that some block names: a small file can have 65,536
   * groups with large tables.
   */
  private Vp8lCode[][] groups(int n, int @Nullable [] groupOf, int cacheBits)
      throws ImageDecodeException {
    BitSet used = new BitSet(n);
    if (groupOf == null) {
      used.set(0);
    } else {
      for (int group : groupOf) {
        used.set(group);
      }
    }
    Vp8lCode[][] codes = new Vp8lCode[n][];
    long memory = pixelMemory();
    for (int g = 0; g < n; g++) {
      Vp8lCode[] group = group(cacheBits);
      if (used.get(g)) {
        codes[g] = group;
        for (Vp8lCode code : group) {
          memory += code.memory();
        }
        context.checkMemory(memory);
      }
    }
    return codes;
  }

  private Vp8lCode[] group(int cacheBits) throws ImageDecodeException {
    int cache = cacheBits == 0 ? 0 : 1 << cacheBits;
    int[] sizes = {256 + LENGTHS + cache, 256, 256, 256, DISTANCES};
    Vp8lCode[] group = new Vp8lCode[CODES];
    for (int i = 0; i < CODES; i++) {
      Vp8lCode code = code(sizes[i]);
      if (bits.overrun()) {
        throw context.truncated("image data ends within the prefix codes");
      }
      if (code == null) {
        throw context.corrupt("a lossless prefix code is not complete");
      }
      group[i] = code;
    }
    return group;
  }

  private @Nullable Vp8lCode code(int size) {
    if (bits.read(1) != 0) {
      boolean two = bits.read(1) != 0;
      int first = bits.read(bits.read(1) != 0 ? 8 : 1);
      if (!two) {
        return first < size ? Vp8lCode.lone(first) : null;
      }
      int second = bits.read(8);
      if (first >= size || second >= size || first == second) {
        return null;
      }
      int[] lengths = new int[Math.max(first, second) + 1];
      lengths[first] = 1;
      lengths[second] = 1;
      return Vp8lCode.of(lengths);
    }
    int n = 4 + bits.read(4);
    int[] meta = new int[LENGTH_ORDER.length];
    for (int i = 0; i < n; i++) {
      meta[LENGTH_ORDER[i]] = bits.read(3);
    }
    Vp8lCode code = Vp8lCode.of(meta);
    if (code == null) {
      return null;
    }
    int left = size;
    if (bits.read(1) != 0) {
      int wide = 2 + 2 * bits.read(3);
      left = 2 + bits.read(wide);
      if (left > size) {
        return null;
      }
    }
    int[] lengths = new int[size];
    int previous = 8;
    for (int s = 0; s < size && left > 0; left--) {
      int v = code.read(bits);
      if (v < 16) {
        lengths[s++] = v;
        previous = v == 0 ? previous : v;
        continue;
      }
      int repeat =
          switch (v) {
            case 16 -> 3 + bits.read(2);
            case 17 -> 3 + bits.read(3);
            default -> 11 + bits.read(7);
          };
      if (s + repeat > size) {
        return null;
      }
      Arrays.fill(lengths, s, s + repeat, v == 16 ? previous : 0);
      s += repeat;
    }
    return Vp8lCode.of(lengths);
  }

  private void pixels(
      int[] out, int wide, int cacheBits, Vp8lCode[][] codes, int @Nullable [] groupOf, int shift)
      throws ImageDecodeException {
    int[] cache = new int[1 << cacheBits];
    int cached = 0;
    int groupsWide = blocks(wide, shift);
    int x = 0;
    int y = 0;
    int i = 0;
    while (i < out.length) {
      if (bits.overrun()) {
        if (context.lenient()) {
          return;
        }
        throw context.truncated("image data ends after " + i + " of " + out.length + " pixels");
      }
      Vp8lCode[] group =
          codes[groupOf == null ? 0 : groupOf[(y >> shift) * groupsWide + (x >> shift)]];
      int symbol = group[0].read(bits);
      int n = 1;
      if (symbol < 256) {
        int red = group[1].read(bits);
        int blue = group[2].read(bits);
        out[i] = group[3].read(bits) << 24 | red << 16 | symbol << 8 | blue;
      } else if (symbol < 256 + LENGTHS) {
        n = Math.min(prefixed(symbol - 256), out.length - i);
        int distance = distance(prefixed(group[4].read(bits)), wide);
        if (distance > i) {
          throw context.corrupt("a reference " + distance + " pixels back from pixel " + i);
        }
        for (int k = i; k < i + n; k++) {
          out[k] = out[k - distance];
        }
      } else {
        // The cache is filled up only when it is asked, with what was decoded since.
        cached = fill(cache, cacheBits, out, cached, i);
        out[i] = cache[symbol - 256 - LENGTHS];
      }
      i += n;
      x += n;
      if (x >= wide) {
        y += x / wide;
        x %= wide;
      }
    }
  }

  private static int fill(int[] cache, int cacheBits, int[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      cache[(out[i] * 0x1E35A7BD) >>> (32 - cacheBits)] = out[i];
    }
    return to;
  }

  private int prefixed(int symbol) {
    if (symbol < 4) {
      return symbol + 1;
    }
    int extra = (symbol - 2) >> 1;
    return ((2 + (symbol & 1)) << extra) + bits.read(extra) + 1;
  }

  private static int distance(int code, int wide) {
    if (code > NEAR.length) {
      return code - NEAR.length;
    }
    int near = NEAR[code - 1];
    return Math.max(1, (near >> 4) * wide + 8 - (near & 15));
  }
}
