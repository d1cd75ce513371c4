package io.github.clip4j.examples.museum;

import io.github.clip4j.examples.museum.Outcome.Status;
import io.github.clip4j.examples.museum.Waits.Sleeper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fetches pictures into a cache, politely: one request at a time to a host with a pause in between,
 * a {@code User-Agent} that says who asks, nothing asked for twice. A picture that cannot be had is
 * reported and does not keep the others from theirs; after three such in a row a host is left
 * alone. May be killed at any moment and run again: what is there stays, and a part is gone on
 * with.
 *
 * <p>Thread-safe; two downloads into one cache at the same time are refused.
 */
public final class PictureDownloader {
  private static final int HOSTS_AT_ONCE = 4;
  private static final int HOST_FAILURES = 3;

  private final PictureCache cache;
  private final DownloadPolicy policy;
  private final Sleeper sleeper;
  private final HttpClient http;
  private final Map<String, HostGate> gates = new ConcurrentHashMap<>();

  /**
   * Makes a downloader.
   *
   * @param cache the folder for pictures; made when the first is written
   * @param policy how polite and how careful
   */
  public PictureDownloader(Path cache, DownloadPolicy policy) {
    this(cache, policy, duration -> Thread.sleep(duration.toMillis()));
  }

  PictureDownloader(Path cache, DownloadPolicy policy, Sleeper sleeper) {
    this.cache = new PictureCache(Objects.requireNonNull(cache, "cache"));
    this.policy = Objects.requireNonNull(policy, "policy");
    this.sleeper = sleeper;
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(policy.timeout())
            .build();
  }

  /** Is told after each picture; calls come one at a time. */
  public interface Listener {
    /**
     * A picture is done.
     *
     * @param outcome what became of it
     * @param done how many are done
     * @param total how many there are
     * @param bytes how many bytes came so far, for all of them
     */
    void pictureDone(Outcome outcome, int done, int total, long bytes);
  }

  /**
   * Fetches the pictures of some artworks.
   *
   * @param artworks any number
   * @param listener is told of each
   * @return one outcome an artwork, in their order
   * @throws IllegalArgumentException if a picture must be asked for and the policy has no contact
   * @throws IOException if the cache cannot be used, or the thread is interrupted
   */
  public List<Outcome> download(List<Artwork> artworks, Listener listener) throws IOException {
    Map<String, List<Integer>> byHost = new LinkedHashMap<>();
    for (int i = 0; i < artworks.size(); i++) {
      byHost.computeIfAbsent(host(artworks.get(i).picture()), host -> new ArrayList<>()).add(i);
    }
    boolean remote = byHost.keySet().stream().anyMatch(host -> !host.isEmpty());
    if (!remote) {
      return new Run(artworks, listener).all(byHost);
    }
    if (policy.contact().isBlank()) {
      throw new IllegalArgumentException(
          "say who you are: a museum should be able to reach whoever asks it for "
              + artworks.size()
              + " pictures; give a mail or web address as contact");
    }
    Files.createDirectories(cache.folder());
    try (FileChannel channel =
            FileChannel.open(
                cache.folder().resolve("download.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      if (!lock.isValid()) {
        throw new IOException("the lock of " + cache.folder() + " is lost");
      }
      return new Run(artworks, listener).all(byHost);
    }
  }

  private FileLock lock(FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(
          cache.folder() + ": another download writes there; wait for it or use another folder");
    }
    return lock;
  }

  /** One call of {@link #download}. */
  private final class Run {
    private final List<Artwork> artworks;
    private final Listener listener;
    private final Outcome[] outcomes;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Run(List<Artwork> artworks, Listener listener) {
      this.artworks = artworks;
      this.listener = listener;
      outcomes = new Outcome[artworks.size()];
    }

    List<Outcome> all(Map<String, List<Integer>> byHost) throws IOException {
      ExecutorService hosts =
          Executors.newFixedThreadPool(
              Math.max(1, Math.min(HOSTS_AT_ONCE, byHost.size())),
              task -> {
                Thread thread = new Thread(task, "pictures");
                thread.setDaemon(true);
                return thread;
              });
      try {
        List<Future<?>> running = new ArrayList<>();
        for (List<Integer> indices : byHost.values()) {
          running.add(
              hosts.submit(
                  () -> {
                    fetchAll(indices);
                    return null;
                  }));
        }
        for (Future<?> future : running) {
          future.get();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (InterruptedIOException)
            new InterruptedIOException("interrupted while fetching pictures").initCause(e);
      } catch (ExecutionException e) {
        throw new IOException("fetching pictures failed: " + e.getCause(), e.getCause());
      } finally {
        hosts.shutdownNow();
      }
      return List.of(outcomes);
    }

    /** All pictures of one host, one after the other. */
    private void fetchAll(List<Integer> indices) throws InterruptedException {
      int failed = 0;
      for (int index : indices) {
        Artwork artwork = artworks.get(index);
        Outcome outcome;
        if (failed >= HOST_FAILURES && !Files.exists(cache.picture(artwork.picture()))) {
          outcome =
              failure(
                  artwork,
                  "not asked for: "
                      + PictureDownloader.host(artwork.picture())
                      + " failed three times in a row");
        } else {
          try {
            outcome = one(artwork);
            failed = 0;
          } catch (PictureFetch.Hopeless | AddressGuard.Refused e) {
            outcome = failure(artwork, String.valueOf(e.getMessage()));
            failed = 0; // the host answers; it is this picture
          } catch (IOException e) {
            outcome = failure(artwork, String.valueOf(e.getMessage()));
            failed++;
          }
        }
        outcomes[index] = outcome;
        synchronized (this) {
          listener.pictureDone(outcome, done.incrementAndGet(), artworks.size(), bytes.get());
        }
      }
    }

    private Outcome one(Artwork artwork) throws IOException, InterruptedException {
      URI address = artwork.picture();
      if ("file".equals(address.getScheme())) {
        Path file = Path.of(address);
        return Files.isReadable(file)
            ? new Outcome(artwork, Status.LOCAL, file, "")
            : failure(artwork, file + ": no such file");
      }
      Status status =
          new PictureFetch(
                  http,
                  policy,
                  cache,
                  host -> gates.computeIfAbsent(host, h -> new HostGate(policy.delay(), sleeper)),
                  sleeper,
                  bytes::addAndGet,
                  "clip4j-museum-lesson (" + policy.contact() + ")",
                  address)
              .run();
      return new Outcome(artwork, status, cache.picture(address), "");
    }

    private Outcome failure(Artwork artwork, String problem) {
      return new Outcome(artwork, Status.FAILED, null, problem);
    }
  }

  private static String host(URI address) {
    String host = address.getHost();
    return host == null ? "" : host.toLowerCase(Locale.ROOT);
  }
}
