package io.github.clip4j.examples.serve;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.clip4j.ClipModel;
import io.github.clip4j.search.ImageIndex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Serves one index as a web page: a search box, a picture to drop in, results with scores, the
 * neighbours of a result, zero-shot labels.
 *
 * <p>Built on the JDK's own server. It follows the index while another process writes to it.
 * Closing ends the server; the index and the model stay open. Thread-safe.
 */
public final class SearchServer implements AutoCloseable {
  /** One for each connection, so that clients that send slowly keep only themselves waiting. */
  private static final int THREADS = 128;

  /** Pictures that are received and searched by at once; each may take 32 MiB. */
  private static final int PICTURES = 8;

  private static final int PATIENCE_SECONDS = 5;
  private static final int BACKLOG = 64;
  private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final HttpServer http;
  private final ExecutorService threads;
  private final Semaphore pictures = new Semaphore(PICTURES);
  private final RequestGuard guard;
  private final ImageIndex index;
  private final SearchApi search;
  private final PreviewApi previews;
  private final URI address;
  private final AtomicLong refreshed = new AtomicLong(System.nanoTime());

  private SearchServer(ImageIndex index, ClipModel clip, InetSocketAddress bind)
      throws IOException {
    this.index = index;
    this.search = new SearchApi(index, clip);
    this.previews = new PreviewApi(index);
    this.http = HttpServer.create(bind, BACKLOG);
    int port = http.getAddress().getPort();
    this.guard = new RequestGuard(names(bind, port));
    this.address = URI.create("http://" + shown(bind) + ":" + port + "/");
    this.threads = threads();
    http.setExecutor(threads);
    http.createContext("/", this::handle);
  }

  /**
   * Starts serving.
   *
   * @param index what is searched; stays the caller's
   * @param clip the model that made it; stays the caller's
   * @param bind where to listen; port 0 takes a free one. With a loopback address only this machine
   *     can connect; there is no log-in and no encryption, so any other address opens the pictures
   *     to everybody who can reach it
   * @throws IOException if the address is in use, or the index was made with another model
   */
  public static SearchServer start(ImageIndex index, ClipModel clip, InetSocketAddress bind)
      throws IOException {
    Objects.requireNonNull(index, "index");
    Objects.requireNonNull(clip, "clip");
    Objects.requireNonNull(bind, "bind");
    if (bind.isUnresolved()) {
      throw new IllegalArgumentException("unknown host: " + bind.getHostString());
    }
    SearchServer server = new SearchServer(index, clip, bind);
    server.http.start();
    return server;
  }

  private static ExecutorService threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "clip-serve");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Where the page is: {@code http://127.0.0.1:8765/}. */
  public URI address() {
    return address;
  }

  /** Ends the server; requests under way get a second to finish. */
  @Override
  public void close() {
    http.stop(1);
    threads.shutdownNow();
  }

  /** The names by which a browser may call a server that listens here. */
  private static Set<String> names(InetSocketAddress bind, int port) {
    Set<String> names = new LinkedHashSet<>();
    InetAddress address = bind.getAddress();
    names.add(shown(bind).toLowerCase(Locale.ROOT) + ":" + port);
    names.add(bind.getHostString().toLowerCase(Locale.ROOT) + ":" + port);
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      names.add("localhost:" + port);
      names.add("127.0.0.1:" + port);
      names.add("[::1]:" + port);
    }
    return names;
  }

  private static String shown(InetSocketAddress bind) {
    InetAddress address = bind.getAddress();
    if (address.isAnyLocalAddress()) {
      return "localhost";
    }
    String literal = address.getHostAddress();
    return literal.indexOf(':') < 0 ? literal : "[" + literal.replaceFirst("%.*", "") + "]";
  }

  private void handle(HttpExchange http) {
    try (http) {
      try {
        guard.check(http.getRequestMethod(), http.getRequestURI(), http.getRequestHeaders());
        refresh();
        if (http.getRequestMethod().equals("POST")) {
          routePicture(http);
        } else {
          route(http.getRequestURI().getPath(), new Exchange(http));
        }
      } catch (Refusal e) {
        refuse(http, e.status(), message(e));
      } catch (IllegalArgumentException e) {
        refuse(http, Refusal.BAD_REQUEST, message(e));
      } catch (IllegalStateException e) {
        refuse(http, 503, message(e));
      } catch (RuntimeException e) {
        refuse(http, 500, e.toString());
      }
    } catch (IOException e) {
      // The browser went away, or the index cannot be read: there is nobody to tell, or no way.
      refuseQuietly(http, e);
    }
  }

  private void routePicture(HttpExchange http) throws IOException, Refusal {
    try {
      if (!pictures.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("too many pictures are being sent; try again later");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server is shutting down", e);
    }
    try {
      route(http.getRequestURI().getPath(), new Exchange(http));
    } finally {
      pictures.release();
    }
  }

  private void route(String path, Exchange exchange) throws IOException, Refusal {
    switch (path) {
      case "/api/info" -> search.info(exchange);
      case "/api/search" -> search.search(exchange);
      case "/api/neighbours" -> search.neighbours(exchange);
      case "/api/labels" -> search.labels(exchange);
      case "/api/preview" -> previews.answer(exchange);
      default -> {
        if (!PageFiles.answer(path, exchange)) {
          throw Refusal.missing("there is nothing at this address");
        }
      }
    }
  }

  /** Goes on to the newest state of the index, at most once a second. */
  private void refresh() throws IOException {
    long last = refreshed.get();
    long now = System.nanoTime();
    if (now - last > REFRESH_NANOS && refreshed.compareAndSet(last, now)) {
      index.refresh();
    }
  }

  private static String message(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }

  private static void refuse(HttpExchange http, int status, String message) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("error", message);
    if (status == Refusal.METHOD_NOT_ALLOWED) {
      http.getResponseHeaders().set("Allow", "GET, HEAD, POST");
    }
    Exchange.send(
        http,
        status,
        "application/json; charset=utf-8",
        json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void refuseQuietly(HttpExchange http, IOException failure) {
    if (http.getResponseCode() != -1) {
      return; // The answer has begun.
    }
    try {
      refuse(http, 500, message(failure));
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
