package io.github.clip4j.hub;

import io.github.clip4j.errors.HubException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request with its redirects. The JDK's own redirects are off, because they may carry the token
 * to another host; here it goes to the endpoint only.
 */
final class Http {
  private static final String AGENT =
      "clip4j (Java " + Runtime.version().feature() + "; " + System.getProperty("os.name") + ")";

  private final HubRuntime runtime;
  private final URI endpoint;
  private final @Nullable String token;

  Http(HubRuntime runtime, URI endpoint, @Nullable String token) {
    this.runtime = runtime;
    this.endpoint = endpoint;
    this.token = token;
  }

  /** Chooses who takes the body, once status and headers are known. */
  interface Receiver {
    Body receive(ResponseInfo head) throws IOException;
  }

  /** Asks for the headers; follows redirects on the same host only, as those tell the metadata. */
  HttpResponse<Void> head(URI uri) throws IOException {
    return exchange("HEAD", uri, Map.of(), false, info -> Body.ignored());
  }

  /** Asks for the content; follows redirects to other hosts, which are shown no token. */
  HttpResponse<Void> get(URI uri, Map<String, String> headers, Receiver receiver)
      throws IOException {
    return exchange("GET", uri, headers, true, receiver);
  }

  private HttpResponse<Void> exchange(
      String method, URI first, Map<String, String> headers, boolean leaveHost, Receiver receiver)
      throws IOException {
    URI uri = first;
    for (int hop = 0; hop <= Redirects.LIMIT; hop++) {
      HttpResponse<Void> response = send(method, uri, headers, receiver);
      String location = response.headers().firstValue("location").orElse(null);
      if (location == null
          || !isRedirect(response.statusCode())
          || (!leaveHost && !Redirects.isRelative(uri, location))) {
        return response;
      }
      uri = Redirects.follow(uri, location);
    }
    throw new HubException(
        "HUB_REDIRECT",
        "too many redirects (more than " + Redirects.LIMIT + ") from " + Redirects.shown(first),
        null);
  }

  private HttpResponse<Void> send(
      String method, URI uri, Map<String, String> headers, Receiver receiver) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(runtime.timeout())
            .header("User-Agent", AGENT)
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    if (token != null && Redirects.maySeeToken(endpoint, uri)) {
      request.header("Authorization", "Bearer " + token);
    }
    Proxies proxies = proxies();
    if (proxies != null) {
      // Java sends it to the proxy only: with the request itself where that goes to the proxy in
      // the clear, with the request for the tunnel otherwise.
      proxies.authorization(uri).ifPresent(value -> request.header("Proxy-Authorization", value));
    }
    Stall stall = new Stall(runtime);
    BodyHandler<Void> handler =
        info -> {
          try {
            Body body = isRedirect(info.statusCode()) ? Body.ignored() : receiver.receive(info);
            return body.watchedBy(stall);
          } catch (IOException e) {
            return Body.refusing(e);
          }
        };
    return await(runtime.http().sendAsync(request.build(), handler), stall, uri);
  }

  private <T> T await(CompletableFuture<T> answer, Stall stall, URI uri) throws IOException {
    long poll = Math.max(1, Math.min(500, runtime.timeout().toMillis() / 4));
    while (true) {
      try {
        return answer.get(poll, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (stall.isStalled()) {
          answer.cancel(true);
          throw new HttpTimeoutException(
              "no bytes for " + runtime.timeout().toMillis() + " ms from " + Redirects.shown(uri));
        }
      } catch (InterruptedException e) {
        answer.cancel(true);
        Thread.currentThread().interrupt();
        throw new HubException(
            "HUB_INTERRUPTED", "interrupted while reading " + Redirects.shown(uri), e);
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IOException io) {
          throw io;
        }
        throw new IOException("request to " + Redirects.shown(uri) + " failed", cause);
      }
    }
  }

  private @Nullable Proxies proxies() {
    return runtime.http().proxy().orElse(null) instanceof Proxies proxies ? proxies : null;
  }

  /** How an address is reached, in words; empty where directly. */
  Optional<String> proxyFor(URI uri) {
    Proxies proxies = proxies();
    return proxies == null ? Optional.empty() : proxies.describe(uri);
  }

  /** A connection that could not be made or broke. */
  HubException unreachable(URI uri, IOException cause) {
    return HttpAnswers.unreachable(uri, cause, proxyFor(uri));
  }

  static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  /** Knows when the last bytes came; the JDK's own timeout ends with the headers. */
  static final class Stall {
    private final HubRuntime runtime;
    private volatile long last;
    private volatile boolean started;

    Stall(HubRuntime runtime) {
      this.runtime = runtime;
    }

    void bytesCame() {
      last = System.nanoTime();
      started = true;
    }

    boolean isStalled() {
      return started && Duration.ofNanos(System.nanoTime() - last).compareTo(runtime.timeout()) > 0;
    }
  }
}
