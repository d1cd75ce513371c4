package io.github.clip4j.image;

import io.github.clip4j.errors.ImageDecodeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * JPEG (ITU-T T.81): baseline, extended and progressive Huffman coding with 8 bits, 1, 3 or 4
 * components. Pixels are those of libjpeg-turbo's defaults, which Pillow uses: accurate integer
 * IDCT, "fancy" chroma upsampling, table-driven colour conversion. ICC profiles are ignored, as
 * Pillow does unless asked; CMYK is read inverted, as Adobe writes it.
 */
final class JpegDecoder {
  private static final int MAX_SCANS = 300;

  private final DecodeContext context;
  private final byte[] file;
  private final int[][] quant = new int[4][];
  private final JpegHuffman[] dcTables = new JpegHuffman[4];
  private final JpegHuffman[] acTables = new JpegHuffman[4];
  private JpegComponent[] components = new JpegComponent[0];
  private int pos = 2;
  private int width;
  private int height;
  private int maxH = 1;
  private int maxV = 1;
  private boolean progressive;
  private int restartInterval;
  private boolean jfif;
  private int adobeTransform = -1;
  private int orientation = 1;
  private int scans;

  /** Reads the header up to the first scan. */
  JpegDecoder(DecodeContext context, byte[] file) throws ImageDecodeException {
    this.context = context;
    this.file = file;
    if (!nextScan()) {
      throw context.truncated("no image data before the end of the file");
    }
    if (components.length == 0) {
      throw context.corrupt("a scan before the frame header");
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int orientation() {
    return orientation;
  }

  PixelImage.Mode mode() {
    return switch (components.length) {
      case 1 -> PixelImage.Mode.GRAY;
      case 3 -> PixelImage.Mode.RGB;
      default -> PixelImage.Mode.CMYK;
    };
  }

  /** Decodes everything. */
  PixelImage decode() throws ImageDecodeException {
    PixelImage.Mode mode = mode();
    int stride = width * mode.bands;
    context.checkMemory((long) stride * height);
    byte[] out = new byte[stride * height];
    decode(
        new RowSink() {
          @Override
          public int firstRow() {
            return 0;
          }

          @Override
          public int endRow() {
            return height;
          }

          @Override
          public int firstColumn() {
            return 0;
          }

          @Override
          public int endColumn() {
            return width;
          }

          @Override
          public void row(int y, byte[] row, int offset) {
            System.arraycopy(row, offset, out, y * stride, stride);
          }
        });
    PixelImage image = new PixelImage(mode, width, height, out);
    image.orientation = orientation;
    return image;
  }

  /** Decodes all data and hands over the rows that the sink needs. */
  void decode(RowSink sink) throws ImageDecodeException {
    long memory = 0;
    for (JpegComponent c : components) {
      memory += (long) c.blocksWide * c.blocksHigh * 64;
      c.want(sink.firstRow(), sink.endRow(), sink.firstColumn(), sink.endColumn(), maxH, maxV);
    }
    checkMemory(memory);
    JpegRows rows = new JpegRows(components, width, maxH, maxV, color());
    decode(new JpegPlanes(components, rows, sink));
  }

  /** The box of the resized picture, in the picture's mode. */
  byte[] resample(CropBox box, Interpolation filter) throws ImageDecodeException {
    int bands = mode().bands;
    // A lenient read may end anywhere, which strips are not made for.
    if (!context.lenient() && JpegStrips.fits(components, maxH, maxV, color())) {
      StripResampler strips = StripResampler.of(bands, box, filter);
      if (strips != null) {
        return resample(strips);
      }
    }
    RowResampler rows = new RowResampler(bands, box, filter);
    decode(rows);
    return rows.finish();
  }

  private byte[] resample(StripResampler strips) throws ImageDecodeException {
    long memory = 0;
    for (JpegComponent c : components) {
      c.want(
          strips.firstRow(), strips.endRow(), strips.firstColumn(), strips.endColumn(), maxH, maxV);
      memory += (long) c.blocksWide * 8 * 4 * (StripResampler.ROWS + 8);
    }
    checkMemory(memory);
    decode(new JpegStrips(components, height, maxH, maxV, color(), strips));
    return strips.finish();
  }

  /** Whether one scan has everything, so that no coefficients need to be kept. */
  private boolean singleScan() {
    return !progressive && (file[pos + 2] & 255) == components.length;
  }

  private void checkMemory(long samples) throws ImageDecodeException {
    long memory = samples;
    if (!singleScan()) {
      for (JpegComponent c : components) {
        long coefficients = (long) c.blocksWide * c.blocksHigh * 128;
        context.checkMemory(coefficients);
        memory += coefficients;
      }
    }
    context.checkMemory(memory);
  }

  private void decode(JpegOutput output) throws ImageDecodeException {
    boolean whole = singleScan();
    JpegScan scan =
        new JpegScan(
            context, file, components, quant, output, width, height, maxH, maxV, progressive);
    if (!whole) {
      for (JpegComponent c : components) {
        c.coefficients = new short[c.blocksWide * c.blocksHigh * 64];
      }
    }
    boolean more = true;
    boolean complete = false;
    while (more) {
      if (++scans > MAX_SCANS) {
        throw context.corrupt("more than " + MAX_SCANS + " scans");
      }
      complete |= decodeScan(scan, whole);
      if (whole && complete) {
        // All samples are there; what follows can only be the end marker.
        if (!context.lenient()) {
          expectEnd();
        }
        break;
      }
      more = nextScan();
    }
    if (!whole) {
      scan.reconstruct();
    }
    output.finish();
  }

  /** A file cut behind its last scan is a truncated one, even if no sample is missing. */
  private void expectEnd() throws ImageDecodeException {
    for (int p = pos; p + 1 < file.length; p++) {
      if ((file[p] & 255) == 255 && (file[p + 1] & 255) == 0xD9) {
        return;
      }
    }
    throw context.truncated("the end marker is missing");
  }

  private boolean decodeScan(JpegScan scan, boolean whole) throws ImageDecodeException {
    int length = segmentLength();
    int n = file[pos + 2] & 255;
    if (n < 1 || n > 4 || length != 6 + 2 * n) {
      throw context.corrupt("scan header at offset " + pos);
    }
    JpegComponent[] members = new JpegComponent[n];
    for (int i = 0; i < n; i++) {
      int id = file[pos + 3 + 2 * i] & 255;
      int tables = file[pos + 4 + 2 * i] & 255;
      JpegComponent member = component(id);
      for (int k = 0; k < i; k++) {
        if (members[k] == member) {
          throw context.corrupt("component " + id + " twice in a scan");
        }
      }
      member.dcTable = tables >> 4 & 3;
      member.acTable = tables & 3;
      members[i] = member;
    }
    int at = pos + 3 + 2 * n;
    scan.begin(
        members,
        file[at] & 255,
        file[at + 1] & 255,
        (file[at + 2] & 255) >> 4,
        file[at + 2] & 15,
        restartInterval,
        dcTables,
        acTables);
    pos = scan.decode(pos + length, whole);
    return whole;
  }

  private JpegComponent component(int id) throws ImageDecodeException {
    for (JpegComponent c : components) {
      if (c.id == id) {
        return c;
      }
    }
    throw context.corrupt("a scan names component " + id + ", which the frame does not have");
  }

  /** Reads segments up to the next scan header; false at the end of the picture. */
  private boolean nextScan() throws ImageDecodeException {
    while (true) {
      int marker = nextMarker();
      if (marker < 0) {
        if (context.lenient() && scans > 0) {
          return false;
        }
        throw context.truncated("the end marker is missing");
      }
      if (marker == 0xD9) {
        if (scans == 0) {
          throw context.corrupt("the end marker comes before any image data");
        }
        return false;
      }
      if (marker == 0xD8 || (marker >= 0xD0 && marker <= 0xD7) || marker == 0x01) {
        continue;
      }
      int length = segmentLength();
      int body = pos + 2;
      int n = length - 2;
      switch (marker) {
        case 0xDA -> {
          if (n < 1) {
            throw context.corrupt("empty scan header");
          }
          return true;
        }
        case 0xC0, 0xC1, 0xC2 -> frame(marker, body, n);
        case 0xC4 -> huffman(body, n);
        case 0xDB -> quantisation(body, n);
        case 0xDD -> {
          if (n != 2) {
            throw context.corrupt("restart interval at offset " + pos);
          }
          restartInterval = Bytes.u16be(file, body);
        }
        case 0xE0 -> jfif |= n >= 5 && has(body, 'J', 'F', 'I', 'F', 0);
        case 0xE1 -> {
          if (n >= 6 && has(body, 'E', 'x', 'i', 'f', 0)) {
            orientation = Exif.orientation(file, body, n);
          }
        }
        case 0xEE -> {
          if (n >= 12 && has(body, 'A', 'd', 'o', 'b', 'e')) {
            adobeTransform = file[body + 11] & 255;
          }
        }
        case 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF ->
            throw context.unsupported(
                "JPEG coding "
                    + Integer.toHexString(marker)
                    + " (lossless, hierarchical or arithmetic) is not supported; save as baseline or progressive");
        default -> {}
      }
      pos += length;
    }
  }

  private boolean has(int at, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (file[at + i] != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Moves behind the next marker and returns it; -1 at the end of the file. */
  private int nextMarker() {
    while (pos + 1 < file.length) {
      if ((file[pos] & 255) != 255) {
        pos++;
        continue;
      }
      int marker = file[pos + 1] & 255;
      if (marker == 255) {
        pos++;
        continue;
      }
      pos += 2;
      if (marker != 0) {
        return marker;
      }
    }
    return -1;
  }

  private int segmentLength() throws ImageDecodeException {
    if (pos + 2 > file.length) {
      throw context.truncated("a segment header at offset " + pos);
    }
    int length = Bytes.u16be(file, pos);
    if (length < 2) {
      throw context.corrupt("a segment of length " + length + " at offset " + pos);
    }
    if (length > file.length - pos) {
      throw context.truncated(
          "a segment of "
              + length
              + " bytes at offset "
              + pos
              + ", "
              + (file.length - pos)
              + " are left");
    }
    return length;
  }

  private void frame(int marker, int at, int n) throws ImageDecodeException {
    if (components.length > 0) {
      throw context.corrupt("a second frame header at offset " + at);
    }
    if (n < 6) {
      throw context.corrupt("frame header too short");
    }
    int bits = file[at] & 255;
    int count = file[at + 5] & 255;
    if (bits != 8) {
      throw context.unsupported("JPEG with " + bits + " bits is not supported; only 8");
    }
    if (count != 1 && count != 3 && count != 4) {
      throw context.unsupported("JPEG with " + count + " components is not supported");
    }
    if (n != 6 + 3 * count) {
      throw context.corrupt("frame header of " + n + " bytes for " + count + " components");
    }
    height = Bytes.u16be(file, at + 1);
    width = Bytes.u16be(file, at + 3);
    context.checkSize(width, height);
    progressive = marker == 0xC2;
    JpegComponent[] list = new JpegComponent[count];
    for (int i = 0; i < count; i++) {
      int p = at + 6 + 3 * i;
      int h = (file[p + 1] & 255) >> 4;
      int v = file[p + 1] & 15;
      if (h < 1 || h > 4 || v < 1 || v > 4 || (file[p + 2] & 255) > 3) {
        throw context.corrupt("component " + i + " has sampling " + h + "x" + v);
      }
      list[i] = new JpegComponent(i, file[p] & 255, h, v, file[p + 2] & 255);
      maxH = Math.max(maxH, h);
      maxV = Math.max(maxV, v);
    }
    if (count == 1) {
      // Blocks of a lone component simply follow each other, whatever sampling it names.
      list[0] = new JpegComponent(0, list[0].id, 1, 1, list[0].quantIndex);
      maxH = 1;
      maxV = 1;
    }
    int mcusWide = ceil(width, 8 * maxH);
    int mcusHigh = ceil(height, 8 * maxV);
    for (JpegComponent c : list) {
      if (maxH % c.h != 0 || maxV % c.v != 0) {
        throw context.unsupported(
            "JPEG with fractional sampling " + c.h + "x" + c.v + " of " + maxH + "x" + maxV);
      }
      c.width = ceil(width * c.h, maxH);
      c.height = ceil(height * c.v, maxV);
      c.blocksWide = mcusWide * c.h;
      c.blocksHigh = mcusHigh * c.v;
    }
    components = list;
  }

  static int ceil(int a, int b) {
    return (a + b - 1) / b;
  }

  private void quantisation(int at, int n) throws ImageDecodeException {
    int end = at + n;
    int p = at;
    while (p < end) {
      int wide = (file[p] & 255) >> 4;
      int index = file[p] & 15;
      int size = wide == 0 ? 64 : 128;
      if (index > 3 || wide > 1 || p + 1 + size > end) {
        throw context.corrupt("quantisation table at offset " + p);
      }
      int[] table = new int[64];
      for (int i = 0; i < 64; i++) {
        table[i] = wide == 0 ? file[p + 1 + i] & 255 : Bytes.u16be(file, p + 1 + 2 * i);
      }
      quant[index] = table;
      p += 1 + size;
    }
  }

  private void huffman(int at, int n) throws ImageDecodeException {
    int end = at + n;
    int p = at;
    while (p < end) {
      if (p + 17 > end) {
        throw context.corrupt("Huffman table at offset " + p);
      }
      int kind = (file[p] & 255) >> 4;
      int index = file[p] & 15;
      int[] counts = new int[17];
      int total = 0;
      for (int i = 1; i <= 16; i++) {
        counts[i] = file[p + i] & 255;
        total += counts[i];
      }
      if (kind > 1 || index > 3 || total > 256 || p + 17 + total > end) {
        throw context.corrupt("Huffman table at offset " + p);
      }
      byte[] symbols = Arrays.copyOfRange(file, p + 17, p + 17 + total);
      JpegHuffman table = JpegHuffman.of(counts, symbols, kind == 1);
      if (table == null) {
        throw context.corrupt("Huffman codes at offset " + p + " do not fit");
      }
      (kind == 0 ? dcTables : acTables)[index] = table;
      p += 17 + total;
    }
  }

  /** libjpeg's guess of what the components mean. */
  private JpegRows.Color color() {
    if (components.length == 1) {
      return JpegRows.Color.GRAY;
    }
    if (components.length == 4) {
      return adobeTransform > 0 ? JpegRows.Color.YCCK : JpegRows.Color.CMYK;
    }
    if (jfif) {
      return JpegRows.Color.YCC;
    }
    if (adobeTransform >= 0) {
      return adobeTransform == 0 ? JpegRows.Color.RGB : JpegRows.Color.YCC;
    }
    boolean named = components[0].id == 'R' && components[1].id == 'G' && components[2].id == 'B';
    return named ? JpegRows.Color.RGB : JpegRows.Color.YCC;
  }

  static @Nullable JpegHuffman table(JpegHuffman[] tables, int index) {
    return tables[index];
  }
}
