package io.github.clip4j.hub;

import io.github.clip4j.errors.ChecksumMismatchException;
import io.github.clip4j.errors.HubException;
import io.github.clip4j.errors.HubHttpException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file on its way to disk. Cut connections are resumed with a {@code Range} request; a server
 * that answers it with the whole file (status 200) makes the transfer start over. The hash is taken
 * while the bytes pass. Not for re-use.
 */
final class Transfer {
  private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-.*");
  private static final long DISK_RESERVE = 16L << 20;
  private static final long PROGRESS_EVERY_NANOS = 100_000_000L;

  private final Http http;
  private final HubRuntime runtime;
  private final Consumer<DownloadProgress> listener;
  private final URI uri;
  private final String label;
  private final long size;
  private final @Nullable ContentHash expected;
  private final ContentHash.@Nullable Running hash;

  private long total;
  private long position;
  private long best;
  private long received;
  private long startNanos;
  private long toldNanos;
  private boolean resumed;
  private boolean startedOver;

  /**
   * Plans a transfer.
   *
   * @param label the file, for messages and progress
   * @param size the bytes expected, or -1 when unknown
   * @param expected the hash of the content, or null when none is known
   */
  Transfer(
      Http http,
      HubRuntime runtime,
      Consumer<DownloadProgress> listener,
      URI uri,
      String label,
      long size,
      @Nullable ContentHash expected) {
    this.http = http;
    this.runtime = runtime;
    this.listener = listener;
    this.uri = uri;
    this.label = label;
    this.size = size;
    this.total = size;
    this.expected = expected;
    this.hash = expected == null ? null : expected.start(size);
  }

  /** Writes the whole file, checks it and forces it to disk; the target must not exist. */
  void into(Path target) throws IOException {
    Retry retry = new Retry(runtime, Retry.LIMIT);
    startNanos = runtime.nanoTime().getAsLong();
    toldNanos = startNanos;
    Path folder = Objects.requireNonNull(target.toAbsolutePath().getParent(), "folder of target");
    requireDiskSpace(folder, size);
    try (FileChannel channel =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (!attempt(channel, folder, retry)) {
        LOG.debug("{}: going on at byte {} of {}", label, position, size);
      }
      channel.force(true);
    }
    tell(true);
  }

  /** One request; true when the file is complete and right. */
  private boolean attempt(FileChannel channel, Path folder, Retry retry) throws IOException {
    HttpResponse<Void> response;
    resumed |= position > 0;
    try {
      response =
          http.get(
              uri,
              position > 0 ? Map.of("Range", "bytes=" + position + "-") : Map.of(),
              head -> receive(head, channel, folder));
    } catch (HubException e) {
      throw e;
    } catch (IOException e) {
      noteProgress(retry);
      if (retry.again(OptionalLong.empty())) {
        LOG.debug("{}: {}", label, e.toString());
        return false;
      }
      throw broken(e);
    }
    int status = response.statusCode();
    if (status == 416) {
      // Nothing from here on, so what is here is not the beginning of the file.
      restart(channel);
    } else if (status == 200 || status == 206) {
      if (isComplete()) {
        return true;
      }
      if (size < 0 || position == size) {
        return mismatch(channel);
      }
    } else if (!Retry.isWorthwhile(status)) {
      throw new HubHttpException(status, HttpAnswers.explain(status, uri, label));
    }
    noteProgress(retry);
    OptionalLong asked = Retry.askedSeconds(response.headers());
    if (retry.again(asked)) {
      return false;
    }
    String state =
        status == 200 || status == 206
            ? String.format(Locale.ROOT, "the body ends after %d of %d bytes", position, size)
            : HttpAnswers.explain(status, uri, label);
    String wait = asked.isPresent() ? ", it asks to wait " + asked.getAsLong() + " s" : "";
    throw new HubHttpException(
        status,
        String.format(
            Locale.ROOT,
            "%s: given up after %d tries: %s%s (%s)",
            label,
            retry.failures() + 1,
            state,
            wait,
            Redirects.shown(uri)));
  }

  private Body receive(ResponseInfo head, FileChannel channel, Path folder) throws IOException {
    if (head.statusCode() == 206) {
      Matcher range = CONTENT_RANGE.matcher(head.headers().firstValue("content-range").orElse(""));
      if (!range.matches() || Long.parseLong(range.group(1)) != position) {
        LOG.debug("{}: asked for byte {}, got another range: starting over", label, position);
        restart(channel);
        return Body.refusing(new IOException("the server sent another range than asked for"));
      }
    } else if (head.statusCode() == 200) {
      restart(channel);
      if (size < 0) {
        // An address that is no hub tells the length only now.
        total = head.headers().firstValueAsLong("content-length").orElse(-1);
        requireDiskSpace(folder, total);
      }
    } else {
      return Body.ignored();
    }
    return Body.into(bytes -> write(channel, bytes));
  }

  private void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    if (size >= 0 && position + count > size) {
      throw new ChecksumMismatchException(
          String.format(
              Locale.ROOT, "%s: the server announced %d bytes and sends more", label, size));
    }
    if (hash != null) {
      hash.update(bytes.duplicate());
    }
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes, position + count - bytes.remaining());
      }
    } catch (IOException e) {
      // Not the network's fault, so that another try would not help.
      throw new HubException(
          "HUB_WRITE", label + ": cannot write byte " + position + ": " + e.getMessage(), e);
    }
    position += count;
    received += count;
    long now = runtime.nanoTime().getAsLong();
    if (now - toldNanos >= PROGRESS_EVERY_NANOS) {
      toldNanos = now;
      tell(false);
    }
  }

  private void requireDiskSpace(Path folder, long bytes) throws IOException {
    long free = runtime.disk().freeBytes(folder);
    if (bytes > 0 && free - DISK_RESERVE < bytes) {
      throw new HubException(
          "HUB_DISK_FULL",
          String.format(
              Locale.ROOT,
              "%s: %s has %d bytes free and %d are needed; free some, or move the cache to another disk",
              label,
              folder,
              free,
              bytes),
          null);
    }
  }

  private void restart(FileChannel channel) throws IOException {
    channel.truncate(0);
    position = 0;
    if (hash != null) {
      hash.restart();
    }
  }

  /** Complete by its hash where there is one: a length may be a lie, a hash is not. */
  private boolean isComplete() {
    if (expected != null && hash != null) {
      return hash.hex().equals(expected.hex());
    }
    return size < 0 || position == size;
  }

  /** All bytes, but wrong ones: once more from the start if they came in pieces, else an error. */
  private boolean mismatch(FileChannel channel) throws IOException {
    if (expected == null || hash == null) {
      throw new ChecksumMismatchException(
          String.format(Locale.ROOT, "%s: expected %d bytes, found %d", label, size, position));
    }
    if (resumed && !startedOver) {
      startedOver = true;
      restart(channel);
      return false;
    }
    throw new ChecksumMismatchException(
        String.format(
            Locale.ROOT,
            "%s: expected %s %s, found %s in the %d bytes that came; they are thrown away, try again later",
            label,
            expected.kind(),
            expected.hex(),
            hash.hex(),
            position));
  }

  /** New ground gives new tries; the same bytes again do not, so that this ends. */
  private void noteProgress(Retry retry) {
    if (position > best) {
      best = position;
      retry.progress();
    }
  }

  private HubException broken(IOException cause) {
    if (position > 0) {
      return new HubHttpException(
          200,
          String.format(
              Locale.ROOT,
              "%s: given up after %d tries: the connection broke after %d of %d bytes (%s)",
              label,
              Retry.LIMIT + 1,
              position,
              size,
              Redirects.shown(uri)));
    }
    return http.unreachable(uri, cause);
  }

  private void tell(boolean done) {
    double seconds = Math.max(1, runtime.nanoTime().getAsLong() - startNanos) / 1e9;
    listener.accept(new DownloadProgress(label, position, total, received / seconds, done));
  }
}
