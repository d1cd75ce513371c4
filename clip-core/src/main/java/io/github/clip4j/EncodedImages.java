package io.github.clip4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A run of the pipeline as a stream, which pulls files as its results are taken. */
final class EncodedImages extends Spliterators.AbstractSpliterator<EncodedImage> {
  private final ImagePipeline.Run<Path> run;
  private final @Nullable BiConsumer<? super Path, ? super IOException> onFailure;

  private EncodedImages(
      ImagePipeline.Run<Path> run,
      @Nullable BiConsumer<? super Path, ? super IOException> onFailure) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.run = run;
    this.onFailure = onFailure;
  }

  /**
   * Makes the stream, whose end closes the run.
   *
   * @param onFailure told of files that are left out; null to end at the first
   */
  static Stream<EncodedImage> stream(
      ImagePipeline.Run<Path> run,
      @Nullable BiConsumer<? super Path, ? super IOException> onFailure) {
    return StreamSupport.stream(new EncodedImages(run, onFailure), false).onClose(run::close);
  }

  @Override
  public boolean tryAdvance(Consumer<? super EncodedImage> action) {
    try {
      ImagePipeline.Encoded<Path> next = run.next(onFailure);
      if (next == null) {
        return false;
      }
      action.accept(new EncodedImage(next.picture(), next.embedding()));
      return true;
    } catch (IOException e) {
      run.close();
      throw new UncheckedIOException(e);
    }
  }
}
