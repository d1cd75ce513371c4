package io.github.clip4j.search;

import io.github.clip4j.errors.ImageDecodeException;
import io.github.clip4j.image.ImagePreprocessor;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/**
 * What one file needs before the network: it is read once, hashed, looked up by its hash, and only
 * if its contents are new decoded to a tensor. Runs in several threads.
 */
final class Preparation {
  /** A file is held in memory whole, by each thread one. */
  private static final long MAX_BYTES = 1L << 29;

  private final ImagePreprocessor preprocessor;
  private final Snapshot snapshot;
  private final RecentVectors recent;

  Preparation(ImagePreprocessor preprocessor, Snapshot snapshot, RecentVectors recent) {
    this.preprocessor = preprocessor;
    this.snapshot = snapshot;
    this.recent = recent;
  }

  /** What came of a file. */
  sealed interface Result {
    FolderWalk.Found found();
  }

  /** It could not be read or decoded. */
  record Failed(FolderWalk.Found found, IndexFields.State state, String reason) implements Result {}

  /** A vector or a tensor; not copied, nobody changes it. */
  record Floats(@SuppressWarnings("ArrayRecordComponent") float[] values) {}

  /**
   * Its contents are known.
   *
   * @param source the document of the snapshot that has them, or -1 if they came in this run
   */
  record Same(FolderWalk.Found found, String hash, PictureHeader header, int source, Floats vector)
      implements Result {}

  /** It is to be encoded. */
  record Fresh(FolderWalk.Found found, String hash, PictureHeader header, Floats tensor)
      implements Result {}

  /**
   * Prepares a file.
   *
   * @param known what the index has for its path, or null
   */
  Result prepare(FolderWalk.Found found, Snapshot.@Nullable Known known) {
    byte[] bytes;
    String hash;
    try {
      if (found.stamp().size() > MAX_BYTES) {
        return new Failed(
            found,
            IndexFields.State.BROKEN,
            "the file has " + found.stamp().size() + " bytes, at most " + MAX_BYTES + " are read");
      }
      bytes = Files.readAllBytes(found.file());
      hash = Sha256.hex(bytes);
      Result same = known(found, known, bytes, hash);
      if (same != null) {
        return same;
      }
    } catch (IOException e) {
      return new Failed(found, IndexFields.State.UNREADABLE, FolderWalk.reason(e));
    } catch (OutOfMemoryError e) {
      return new Failed(found, IndexFields.State.UNREADABLE, "not enough memory to read it");
    }
    try {
      return new Fresh(
          found, hash, PictureHeader.of(bytes), new Floats(preprocessor.preprocess(bytes)));
    } catch (ImageDecodeException | RuntimeException e) {
      return new Failed(found, IndexFields.State.BROKEN, withoutSource(e));
    } catch (IOException e) {
      return new Failed(found, IndexFields.State.UNREADABLE, FolderWalk.reason(e));
    } catch (OutOfMemoryError e) {
      // A huge picture is no reason to lose the run: its arrays are free again.
      return new Failed(found, IndexFields.State.UNREADABLE, "not enough memory to decode it");
    }
  }

  private @Nullable Result known(
      FolderWalk.Found found, Snapshot.@Nullable Known known, byte[] bytes, String hash)
      throws IOException {
    int source = -1;
    if (known != null
        && known.state() == IndexFields.State.PICTURE
        && hash.equals(snapshot.stored(known.doc()).get(IndexFields.HASH))) {
      source = known.doc();
    } else {
      source = snapshot.withHash(hash);
    }
    float[] vector = source >= 0 ? snapshot.vector(source) : recent.get(hash);
    return vector == null
        ? null
        : new Same(found, hash, PictureHeader.of(bytes), source, new Floats(vector));
  }

  /** The decoder names what it reads; ours was bytes. */
  private static String withoutSource(Exception failure) {
    String message = failure.getMessage();
    if (message == null) {
      return failure.getClass().getSimpleName();
    }
    return message.startsWith("picture: ") ? message.substring("picture: ".length()) : message;
  }
}
