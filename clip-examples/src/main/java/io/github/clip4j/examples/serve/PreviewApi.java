package io.github.clip4j.examples.serve;

import io.github.clip4j.errors.ClipException;
import io.github.clip4j.examples.report.Thumbnail;
import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.image.Rgb;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.IndexEntry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Small copies of the index's pictures.
 *
 * <p>A picture is named by its path in the index and looked up there, so no other file of the
 * machine can be asked for; and what goes out is a new PNG of its pixels, never the file's own
 * bytes. Thread-safe.
 */
final class PreviewApi {
  private static final int SMALL = 64;
  private static final int LARGE = 1600;
  private static final int USUAL = 256;
  private static final long MAX_PIXELS = 100_000_000;
  private static final long KEPT_BYTES = 32L << 20;

  /** Full-size pictures in memory at one time. */
  private final Semaphore decoding = new Semaphore(2);

  private final ImageIndex index;
  private final ImagePreprocessor decoder =
      new ImagePreprocessor(
          PreprocessConfig.openClip(USUAL)
              .withExifOrientation(true)
              .withBackground(new Rgb(255f, 255f, 255f))
              .withMaxPixels(MAX_PIXELS));
  private final Map<String, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long keptBytes;

  PreviewApi(ImageIndex index) {
    this.index = index;
  }

  void answer(Exchange exchange) throws IOException, Refusal {
    exchange.requireGet();
    String path = exchange.required("path");
    int side = exchange.number("side", USUAL, SMALL, LARGE);
    IndexEntry entry =
        index.entry(path).orElseThrow(() -> Refusal.missing("the index has no picture " + path));
    String key = entry.hash() + " " + side;
    byte[] png = kept(key);
    if (png == null) {
      png = make(entry, side);
      keep(key, png);
    }
    exchange.answer(200, "image/png", png);
  }

  private byte[] make(IndexEntry entry, int side) throws IOException, Refusal {
    decoding.acquireUninterruptibly();
    try {
      return Thumbnail.png(Thumbnail.of(decoder.decode(entry.file()), side));
    } catch (NoSuchFileException e) {
      throw Refusal.missing(entry.path() + " is no longer there; bring the index up to date");
    } catch (ClipException e) {
      throw Refusal.missing(entry.path() + " can no longer be read: " + e.getMessage());
    } finally {
      decoding.release();
    }
  }

  private synchronized byte @Nullable [] kept(String key) {
    return kept.get(key);
  }

  private synchronized void keep(String key, byte[] png) {
    if (kept.put(key, png) == null) {
      keptBytes += png.length;
    }
    var eldest = kept.entrySet().iterator();
    while (keptBytes > KEPT_BYTES && eldest.hasNext()) {
      keptBytes -= eldest.next().getValue().length;
      eldest.remove();
    }
  }
}
