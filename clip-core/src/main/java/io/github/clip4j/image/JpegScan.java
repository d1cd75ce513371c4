package io.github.clip4j.image;

import io.github.clip4j.errors.ImageDecodeException;
import org.jspecify.annotations.Nullable;

/** Decodes the entropy-coded data of scans: straight to samples, or into coefficients. */
final class JpegScan {
  /** Natural position of each zigzag position; the excess catches runs beyond the block. */
  static final int[] NATURAL = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
    63, 63, 63, 63, 63, 63
  };

  private final DecodeContext context;
  private final byte[] file;
  private final JpegComponent[] frame;
  private final int[][] quant;
  private final JpegOutput output;
  private final int width;
  private final int height;
  private final int maxH;
  private final int maxV;
  private final boolean progressive;
  private final JpegBits bits;

  private JpegComponent[] members = new JpegComponent[0];
  private JpegHuffman[] dcTables = new JpegHuffman[0];
  private JpegHuffman[] acTables = new JpegHuffman[0];
  private int spectralStart;
  private int spectralEnd;
  private int high;
  private int low;
  private int restartInterval;
  private int endOfBand;

  JpegScan(
      DecodeContext context,
      byte[] file,
      JpegComponent[] frame,
      int[][] quant,
      JpegOutput output,
      int width,
      int height,
      int maxH,
      int maxV,
      boolean progressive) {
    this.context = context;
    this.file = file;
    this.frame = frame;
    this.quant = quant;
    this.output = output;
    this.width = width;
    this.height = height;
    this.maxH = maxH;
    this.maxV = maxV;
    this.progressive = progressive;
    this.bits = new JpegBits(file);
  }

  /** Takes over a scan header. */
  void begin(
      JpegComponent[] scanMembers,
      int start,
      int end,
      int successiveHigh,
      int successiveLow,
      int interval,
      JpegHuffman[] dc,
      JpegHuffman[] ac)
      throws ImageDecodeException {
    members = scanMembers;
    restartInterval = interval;
    spectralStart = progressive ? start : 0;
    spectralEnd = progressive ? end : 63;
    high = progressive ? successiveHigh : 0;
    low = progressive ? successiveLow : 0;
    if (spectralEnd > 63
        || spectralStart > spectralEnd
        || low > 13
        || (progressive && (spectralStart == 0 ? spectralEnd != 0 : members.length != 1))) {
      throw context.corrupt(
          "scan parameters " + spectralStart + ".." + spectralEnd + ", " + high + ", " + low);
    }
    dcTables = new JpegHuffman[members.length];
    acTables = new JpegHuffman[members.length];
    int blocks = 0;
    for (int i = 0; i < members.length; i++) {
      JpegComponent c = members[i];
      blocks += c.h * c.v;
      if (spectralStart == 0 && high == 0) {
        dcTables[i] = require(JpegDecoder.table(dc, c.dcTable), "DC", c.dcTable);
      }
      if (spectralEnd > 0) {
        acTables[i] = require(JpegDecoder.table(ac, c.acTable), "AC", c.acTable);
      }
      if (quant[c.quantIndex] == null) {
        throw context.corrupt("quantisation table " + c.quantIndex + " is missing");
      }
      c.quant = quant[c.quantIndex];
    }
    if (members.length > 1 && blocks > 10) {
      throw context.corrupt(blocks + " blocks in an MCU, at most 10 are allowed");
    }
  }

  private JpegHuffman require(@Nullable JpegHuffman table, String kind, int index)
      throws ImageDecodeException {
    if (table == null) {
      throw context.corrupt(kind + " Huffman table " + index + " is missing");
    }
    return table;
  }

  /** Decodes the scan's data from {@code at}; returns where the next marker is searched from. */
  int decode(int at, boolean direct) throws ImageDecodeException {
    bits.start(at);
    restart();
    boolean single = members.length == 1;
    JpegComponent first = members[0];
    int wide = single ? JpegDecoder.ceil(first.width, 8) : JpegDecoder.ceil(width, 8 * maxH);
    int tall = single ? JpegDecoder.ceil(first.height, 8) : JpegDecoder.ceil(height, 8 * maxV);
    int left = restartInterval > 0 ? restartInterval : Integer.MAX_VALUE;
    int expected = 0;
    try {
      for (int my = 0; my < tall; my++) {
        for (int mx = 0; mx < wide; mx++) {
          if (left == 0) {
            nextInterval(expected, my, tall);
            expected = expected + 1 & 7;
            left = restartInterval;
          }
          left--;
          if (single) {
            block(0, first, mx, my, direct);
          } else {
            for (int i = 0; i < members.length; i++) {
              JpegComponent c = members[i];
              for (int v = 0; v < c.v; v++) {
                for (int h = 0; h < c.h; h++) {
                  block(i, c, mx * c.h + h, my * c.v + v, direct);
                }
              }
            }
          }
        }
        if (bits.overrun()) {
          throw ended(my, tall);
        }
        if (direct) {
          output.rowDone(my);
        }
      }
    } catch (ImageDecodeException e) {
      if (!context.lenient()) {
        throw e;
      }
      return bits.position();
    }
    return bits.position();
  }

  private ImageDecodeException ended(int row, int rows) {
    String where = "image data ends in block row " + row + " of " + rows;
    return bits.position() >= file.length - 1
        ? context.truncated(where)
        : context.corrupt(where + ", at offset " + bits.position());
  }

  private void restart() {
    endOfBand = 0;
    for (JpegComponent c : members) {
      c.predictor = 0;
    }
  }

  private void nextInterval(int expected, int row, int rows) throws ImageDecodeException {
    if (bits.overrun()) {
      throw ended(row, rows);
    }
    int p = bits.position();
    // Fill bytes and leftovers of the interval may stand before the marker.
    while (p + 1 < file.length
        && ((file[p] & 255) != 255 || (file[p + 1] & 255) == 0 || (file[p + 1] & 255) == 255)) {
      p++;
    }
    if (p + 1 >= file.length) {
      throw context.truncated("image data ends in block row " + row + " of " + rows);
    }
    int marker = file[p + 1] & 255;
    if (marker != 0xD0 + expected) {
      throw context.corrupt(
          "restart marker "
              + expected
              + " expected at offset "
              + p
              + ", found 0x"
              + Integer.toHexString(marker));
    }
    bits.start(p + 2);
    restart();
  }

  private void block(int i, JpegComponent c, int bx, int by, boolean direct)
      throws ImageDecodeException {
    bits.ensureBlock();
    if (progressive) {
      int at = (by * c.blocksWide + bx) * 64;
      if (spectralStart == 0) {
        progressiveDc(i, c, at);
      } else if (high == 0) {
        progressiveAcFirst(i, c.coefficients, at);
      } else {
        progressiveAcRefine(i, c.coefficients, at);
      }
      return;
    }
    int from = output.used;
    int[] list = output.list;
    int end = bits.block(dcTables[i], acTables[i], c.predictor, list, from);
    if (end < 0) {
      throw context.corrupt("bad Huffman code near offset " + bits.position());
    }
    c.predictor = list[from] >> 8;
    if (direct) {
      output.block(c, bx, by, end);
      return;
    }
    int at = (by * c.blocksWide + bx) * 64;
    for (int n = from; n < end; n++) {
      c.coefficients[at + NATURAL[list[n] & 255]] = (short) (list[n] >> 8);
    }
  }

  /** Coefficients of all scans to samples. */
  void reconstruct() {
    int rows = JpegDecoder.ceil(height, 8 * maxV);
    for (int my = 0; my < rows; my++) {
      for (JpegComponent c : frame) {
        if (c.quant.length == 0) {
          continue;
        }
        int endY = Math.min((my + 1) * c.v, c.endBlockY);
        int endX = Math.min(c.blocksWide, c.endBlockX);
        for (int by = Math.max(my * c.v, c.firstBlockY); by < endY; by++) {
          for (int bx = c.firstBlockX; bx < endX; bx++) {
            output.block(c, bx, by, list(c.coefficients, (by * c.blocksWide + bx) * 64));
          }
        }
      }
      output.rowDone(my);
    }
    for (JpegComponent c : frame) {
      c.coefficients = new short[0];
    }
  }

  /** Writes a block's list; returns its end. */
  private int list(short[] coefficients, int at) {
    int[] list = output.list;
    int n = output.used;
    list[n++] = coefficients[at] << 8;
    for (int k = 1; k < 64; k++) {
      int value = coefficients[at + NATURAL[k]];
      if (value != 0) {
        list[n++] = value << 8 | k;
      }
    }
    return n;
  }

  /**
   * A list's coefficients, dequantised, to their natural places in a block of zeros; returns the
   * last position.
   */
  static int expand(int[] list, int from, int to, int[] quant, int[] block) {
    int k = 0;
    for (int i = from; i < to; i++) {
      int entry = list[i];
      k = entry & 63;
      block[NATURAL[k] & 63] = (entry >> 8) * quant[k];
    }
    return k;
  }

  private int code(JpegHuffman table) throws ImageDecodeException {
    int entry = bits.code(table);
    if (entry == 0) {
      throw context.corrupt("bad Huffman code near offset " + bits.position());
    }
    return entry;
  }

  private void progressiveDc(int i, JpegComponent c, int at) throws ImageDecodeException {
    if (high == 0) {
      int entry = code(dcTables[i]);
      if (JpegHuffman.run(entry) != 0) {
        throw context.corrupt("a DC category above 15 near offset " + bits.position());
      }
      c.predictor += bits.extend(JpegHuffman.size(entry));
      c.coefficients[at] = (short) (c.predictor << low);
    } else if (bits.bits(1) != 0) {
      c.coefficients[at] |= (short) (1 << low);
    }
  }

  private void progressiveAcFirst(int i, short[] out, int at) throws ImageDecodeException {
    if (endOfBand > 0) {
      endOfBand--;
      return;
    }
    JpegHuffman table = acTables[i];
    for (int k = spectralStart; k <= spectralEnd; k++) {
      int entry = code(table);
      int run = JpegHuffman.run(entry);
      int size = JpegHuffman.size(entry);
      if (size != 0) {
        k += run;
        out[at + NATURAL[k]] = (short) (bits.extend(size) << low);
      } else if (run == 15) {
        k += 15;
      } else {
        endOfBand = (1 << run) + bits.bits(run) - 1;
        break;
      }
    }
  }

  private void progressiveAcRefine(int i, short[] out, int at) throws ImageDecodeException {
    int plus = 1 << low;
    int k = spectralStart;
    if (endOfBand == 0) {
      JpegHuffman table = acTables[i];
      for (; k <= spectralEnd; k++) {
        int entry = code(table);
        int run = JpegHuffman.run(entry);
        int value = 0;
        if (JpegHuffman.size(entry) != 0) {
          value = bits.bits(1) != 0 ? plus : -plus;
        } else if (run != 15) {
          endOfBand = (1 << run) + bits.bits(run);
          break;
        }
        // Skip the run of still-zero coefficients, refining those that are not.
        for (; k <= spectralEnd; k++) {
          int p = at + NATURAL[k];
          if (out[p] != 0) {
            refine(out, p, plus);
          } else if (--run < 0) {
            break;
          }
        }
        if (value != 0 && k < 64) {
          out[at + NATURAL[k]] = (short) value;
        }
      }
    }
    if (endOfBand > 0) {
      for (; k <= spectralEnd; k++) {
        int p = at + NATURAL[k];
        if (out[p] != 0) {
          refine(out, p, plus);
        }
      }
      endOfBand--;
    }
  }

  private void refine(short[] out, int p, int plus) {
    if (bits.bits(1) != 0 && (out[p] & plus) == 0) {
      out[p] += (short) (out[p] >= 0 ? plus : -plus);
    }
  }
}
