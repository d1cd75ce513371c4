package io.github.clip4j.hub;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, taken byte for byte as it comes. The JDK's stream of a body drops what it
 * has buffered when the connection breaks; this keeps every byte, so that a resumed download starts
 * at the right place.
 */
final class Body implements BodySubscriber<Void> {
  /** What an answer without a wanted body may still bring, such as the text of an error. */
  private static final long IGNORED_LIMIT = 1 << 20;

  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Sink sink;
  private Http.@Nullable Stall stall;
  private Flow.@Nullable Subscription subscription;

  /** Takes bytes; an exception ends the exchange. */
  interface Sink {
    void take(ByteBuffer bytes) throws IOException;
  }

  private Body(Sink sink) {
    this.sink = sink;
  }

  static Body into(Sink sink) {
    return new Body(sink);
  }

  static Body ignored() {
    return new Body(
        new Sink() {
          private long seen;

          @Override
          public void take(ByteBuffer bytes) throws IOException {
            seen += bytes.remaining();
            if (seen > IGNORED_LIMIT) {
              throw new IOException("an answer that is not the file goes on without end");
            }
          }
        });
  }

  static Body refusing(IOException reason) {
    return new Body(
            bytes -> {
              throw reason;
            })
        .failed(reason);
  }

  Body watchedBy(Http.Stall watch) {
    stall = watch;
    watch.bytesCame();
    return this;
  }

  private Body failed(IOException reason) {
    end.completeExceptionally(reason);
    return this;
  }

  @Override
  public CompletionStage<Void> getBody() {
    return end;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (end.isDone()) {
      given.cancel();
    } else {
      given.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (end.isDone()) {
      return;
    }
    if (stall != null) {
      stall.bytesCame();
    }
    try {
      for (ByteBuffer buffer : buffers) {
        sink.take(buffer);
      }
    } catch (IOException | RuntimeException e) {
      end.completeExceptionally(e);
      Objects.requireNonNull(subscription).cancel();
    }
  }

  @Override
  public void onError(Throwable error) {
    end.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    end.complete(null);
  }
}
