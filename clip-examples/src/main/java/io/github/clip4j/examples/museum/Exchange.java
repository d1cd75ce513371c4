package io.github.clip4j.examples.museum;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, without redirects. Bytes are handed on as they come, so that none is
 * lost when the connection breaks; a server that falls silent in the middle is given up.
 */
final class Exchange {
  private final HttpClient http;
  private final Duration timeout;
  private final String agent;

  private volatile long lastByte;
  private volatile boolean started;
  private volatile @Nullable IOException refusal;

  Exchange(HttpClient http, Duration timeout, String agent) {
    this.http = http;
    this.timeout = timeout;
    this.agent = agent;
  }

  /** Takes the body, once status and headers are known; an exception ends the exchange. */
  interface Receiver {
    void begin(ResponseInfo head) throws IOException;

    void take(byte[] bytes) throws IOException;
  }

  HttpResponse<Void> get(URI address, Map<String, String> headers, Receiver receiver)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(timeout)
            .header("User-Agent", agent)
            .header("Accept", "image/jpeg, image/png, image/webp, image/*;q=0.8")
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(request.build(), head -> body(head, receiver));
    try {
      return await(answer);
    } catch (IOException e) {
      IOException own = refusal;
      throw own != null ? own : e;
    }
  }

  private BodySubscriber<Void> body(ResponseInfo head, Receiver receiver) {
    lastByte = System.nanoTime();
    started = true;
    try {
      receiver.begin(head);
    } catch (IOException e) {
      refusal = e;
    }
    return BodySubscribers.ofByteArrayConsumer(
        bytes -> {
          lastByte = System.nanoTime();
          if (bytes.isPresent()) {
            take(bytes.get(), receiver);
          }
        });
  }

  private void take(byte[] bytes, Receiver receiver) {
    if (refusal == null) {
      try {
        receiver.take(bytes);
      } catch (IOException e) {
        refusal = e;
      }
    }
  }

  private HttpResponse<Void> await(CompletableFuture<HttpResponse<Void>> answer)
      throws IOException, InterruptedException {
    long poll = Math.max(1, Math.min(200, timeout.toMillis() / 4));
    while (true) {
      try {
        HttpResponse<Void> response = answer.get(poll, TimeUnit.MILLISECONDS);
        IOException own = refusal;
        if (own != null) {
          throw own;
        }
        return response;
      } catch (TimeoutException e) {
        if (refusal != null) {
          answer.cancel(true);
          throw new IOException("refused", e);
        }
        if (started && System.nanoTime() - lastByte > timeout.toNanos()) {
          answer.cancel(true);
          throw new HttpTimeoutException("no bytes for " + timeout.toMillis() + " ms");
        }
      } catch (InterruptedException e) {
        answer.cancel(true);
        throw e;
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        throw cause instanceof IOException io ? io : new IOException("the request failed", cause);
      }
    }
  }
}
