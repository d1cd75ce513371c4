package io.github.clip4j.examples.museum;

import io.github.clip4j.examples.museum.Outcome.Status;
import io.github.clip4j.examples.museum.PictureCache.Version;
import io.github.clip4j.examples.museum.Waits.Sleeper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Brings one picture into the cache: redirects followed and checked, cut bodies gone on with by
 * {@code Range}, busy servers asked again later. Not for re-use.
 */
final class PictureFetch {
  private static final int MAX_REDIRECTS = 5;
  private static final long MAX_ERROR_TEXT = 1 << 20;
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-.*");

  private final HttpClient http;
  private final DownloadPolicy policy;
  private final PictureCache cache;
  private final AddressGuard guard;
  private final Function<String, HostGate> gates;
  private final Sleeper sleeper;
  private final LongConsumer received;
  private final String agent;
  private final URI picture;

  private long position;
  private long best;
  private int failures;

  PictureFetch(
      HttpClient http,
      DownloadPolicy policy,
      PictureCache cache,
      Function<String, HostGate> gates,
      Sleeper sleeper,
      LongConsumer received,
      String agent,
      URI picture) {
    this.http = http;
    this.policy = policy;
    this.cache = cache;
    this.guard = new AddressGuard(policy.allowPrivate());
    this.gates = gates;
    this.sleeper = sleeper;
    this.received = received;
    this.agent = agent;
    this.picture = picture;
  }

  /** A failure that another try would not mend. */
  static final class Hopeless extends IOException {
    private static final long serialVersionUID = 1L;

    Hopeless(String message) {
      super(message);
    }
  }

  Status run() throws IOException, InterruptedException {
    boolean cached = Files.exists(cache.picture(picture));
    if (cached && !policy.revalidate()) {
      return Status.CACHED;
    }
    while (true) {
      position = cache.partLength(picture);
      best = Math.max(best, position);
      String problem;
      Duration asked = null;
      try {
        HttpResponse<Void> response = ask(cached);
        int status = response.statusCode();
        if (status == 304 && cached) {
          return Status.UNCHANGED;
        }
        if (status == 200 || status == 206) {
          finish();
          return Status.DOWNLOADED;
        }
        if (status == 416) {
          // Nothing from there on, so the part is not the beginning of this picture.
          cache.dropPart(picture);
        } else if (!Waits.isWorthAnotherTry(status)) {
          throw new Hopeless(explain(status));
        }
        problem = explain(status);
        asked = Waits.asked(response.headers(), Instant.now());
      } catch (Hopeless | AddressGuard.Refused e) {
        throw e;
      } catch (IOException e) {
        problem = reason(e);
      }
      if (position > best) {
        best = position;
        failures = 0; // new ground gives new tries, the same bytes again do not
      }
      failures++;
      if (failures >= policy.tries()) {
        throw new IOException("given up after " + failures + " tries: " + problem);
      }
      Duration wait = asked != null ? asked : Waits.backOff(failures - 1);
      if (wait.compareTo(Waits.LONGEST) > 0) {
        throw new IOException(
            problem + "; the server asks to wait " + wait.toSeconds() + " s, try again later");
      }
      sleeper.sleep(wait);
    }
  }

  private HttpResponse<Void> ask(boolean cached) throws IOException, InterruptedException {
    Map<String, String> headers = new HashMap<>();
    if (position > 0) {
      headers.put("Range", "bytes=" + position + "-");
      headers.put("If-Range", cache.partVersion(picture).forRange());
    } else if (cached) {
      Version version = cache.version(picture);
      if (!version.etag().isEmpty()) {
        headers.put("If-None-Match", version.etag());
      }
      if (!version.modified().isEmpty()) {
        headers.put("If-Modified-Since", version.modified());
      }
    }
    URI address = picture;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      guard.check(address);
      URI now = address;
      HttpResponse<Void> response = gates.apply(host(now)).pass(() -> receive(now, headers));
      URI next = redirect(now, response);
      if (next == null) {
        return response;
      }
      address = next;
    }
    throw new Hopeless("more than " + MAX_REDIRECTS + " redirects, the last to " + shown(address));
  }

  private HttpResponse<Void> receive(URI address, Map<String, String> headers)
      throws IOException, InterruptedException {
    Exchange exchange = new Exchange(http, policy.timeout(), agent);
    try (Part part = new Part()) {
      return exchange.get(address, headers, part);
    }
  }

  private static @Nullable URI redirect(URI from, HttpResponse<Void> response) throws IOException {
    switch (response.statusCode()) {
      case 301, 302, 303, 307, 308 -> {
        String location = response.headers().firstValue("location").orElse("");
        URI to;
        try {
          to = from.resolve(location);
        } catch (IllegalArgumentException e) {
          throw new Hopeless("redirected to what is no address");
        }
        if (location.isEmpty()) {
          throw new Hopeless("redirected to nowhere");
        }
        if ("https".equalsIgnoreCase(from.getScheme()) && "http".equalsIgnoreCase(to.getScheme())) {
          throw new Hopeless("redirected from https to http: " + shown(to));
        }
        return to;
      }
      default -> {
        return null;
      }
    }
  }

  private void finish() throws IOException {
    String complaint = PictureKind.complaint(cache.part(picture));
    if (!complaint.isEmpty()) {
      cache.dropPart(picture);
      throw new Hopeless(complaint);
    }
    cache.complete(picture);
  }

  /** Writes a body to the end of the part, or over it. */
  private final class Part implements Exchange.Receiver, AutoCloseable {
    private @Nullable FileChannel channel;
    private long ignored;

    @Override
    public void begin(ResponseInfo head) throws IOException {
      int status = head.statusCode();
      if (status != 200 && status != 206) {
        return;
      }
      HttpHeaders headers = head.headers();
      String complaint = PictureKind.complaint(headers.firstValue("content-type").orElse(""));
      if (!complaint.isEmpty()) {
        throw new Hopeless(complaint);
      }
      if (status == 206) {
        Matcher range = CONTENT_RANGE.matcher(headers.firstValue("content-range").orElse(""));
        if (!range.matches() || Long.parseLong(range.group(1)) != position) {
          cache.dropPart(picture);
          throw new IOException("the server sent another range than asked for");
        }
      } else {
        position = 0;
        cache.dropPart(picture);
        cache.startPart(
            picture,
            new Version(
                headers.firstValue("etag").orElse(""),
                headers.firstValue("last-modified").orElse("")));
      }
      long length = headers.firstValueAsLong("content-length").orElse(0);
      if (position + length > policy.maxBytes()) {
        throw tooLarge(position + length);
      }
      channel =
          FileChannel.open(
              cache.part(picture), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    @Override
    public void take(byte[] bytes) throws IOException {
      FileChannel target = channel;
      if (target == null) {
        // The text of an error, which may be long but not endless.
        ignored += bytes.length;
        if (ignored > MAX_ERROR_TEXT) {
          throw new Hopeless("an answer that is no picture goes on without end");
        }
        return;
      }
      if (position + bytes.length > policy.maxBytes()) {
        throw tooLarge(position + bytes.length);
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        target.write(buffer, position + buffer.position());
      }
      position += bytes.length;
      received.accept(bytes.length);
    }

    private Hopeless tooLarge(long bytes) throws IOException {
      cache.dropPart(picture);
      return new Hopeless(
          "at least " + bytes + " bytes, more than the limit of " + policy.maxBytes());
    }

    @Override
    public void close() throws IOException {
      FileChannel open = channel;
      if (open != null) {
        open.close();
      }
    }
  }

  private static String explain(int status) {
    return switch (status) {
      case 401, 403 -> "the server does not allow it (status " + status + ")";
      case 404, 410 -> "the server has no such picture (status " + status + ")";
      case 429 -> "the server asks to slow down (status 429)";
      default -> "the server answers with status " + status;
    };
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  private static String host(URI address) {
    return String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
  }

  /** Without the query, which may hold keys. */
  private static String shown(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
  }
}
