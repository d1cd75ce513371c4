package io.github.clip4j.hub;

import io.github.clip4j.errors.HubException;
import io.github.clip4j.errors.HubHttpException;
import io.github.clip4j.errors.OfflineException;
import io.github.clip4j.files.WholeFile;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches files of a Hugging Face hub into the {@linkplain HubCache cache}. Every download is
 * checked against the hash that the hub announces, becomes visible only when it is complete, and is
 * made once however many threads and processes ask for it. A branch is looked up at each call; what
 * the cache has for that commit is not fetched again. Without a network the cache answers.
 *
 * <p>Immutable and thread-safe; opens connections only inside its methods.
 *
 * @since 0.1.0
 */
public final class HubClient {
  private static final Logger LOG = LoggerFactory.getLogger(HubClient.class);

  private final HubSettings settings;
  private final HubRuntime runtime;
  private final HubCache cache;
  private final Http http;
  private final Consumer<DownloadProgress> listener;

  HubClient(HubSettings settings, HubRuntime runtime, Consumer<DownloadProgress> listener) {
    this.settings = settings;
    this.runtime = runtime;
    this.cache = HubCache.of(settings);
    this.http = new Http(runtime, settings.endpoint(), settings.token());
    this.listener = listener;
  }

  /**
   * {@return a client with the {@linkplain HubSettings#fromEnvironment() settings of this process}}
   */
  public static HubClient create() {
    return create(HubSettings.fromEnvironment());
  }

  /**
   * {@return a client with the given settings}
   *
   * @param settings where the hub is, where the cache is, and what is allowed
   */
  public static HubClient create(HubSettings settings) {
    return new HubClient(
        Objects.requireNonNull(settings, "settings"), HubRuntime.system(), progress -> {});
  }

  /**
   * {@return the same client, telling how far each download is}
   *
   * @param listener called from threads of the download; should return at once
   */
  public HubClient withProgress(Consumer<DownloadProgress> listener) {
    return new HubClient(settings, runtime, Objects.requireNonNull(listener, "listener"));
  }

  /** {@return the settings of this client} */
  public HubSettings settings() {
    return settings;
  }

  /**
   * {@return how this client reaches the hub, in words and without passwords: {@code directly}, or
   * through which proxy, and which setting names it}
   */
  public String route() {
    return http.proxyFor(settings.endpoint()).map(way -> "through " + way).orElse("directly");
  }

  /** {@return the cache of this client} */
  public HubCache cache() {
    return cache;
  }

  /**
   * A file of a repository, downloaded if the cache lacks it.
   *
   * @param repository {@code owner/name}
   * @param revision a branch, a tag or a commit of 40 hexadecimal digits
   * @param file the name inside the repository, with forward slashes
   * @return the path in the cache
   * @throws OfflineException if the file is not cached and connections are forbidden
   * @throws HubException if it cannot be fetched
   * @throws IllegalArgumentException if a name is malformed
   */
  public Path file(String repository, String revision, String file) throws IOException {
    RepoId repo = new RepoId(Objects.requireNonNull(repository, "repository"));
    Lookup lookup = lookup(repo, revision, file);
    return lookup.path().orElseThrow(() -> absent(repo, revision, file));
  }

  /**
   * The folder with the files of a model: its configuration and its weights, and nothing else of
   * the repository; safetensors where there are any, a pickle where that is all there is.
   *
   * @param repository {@code owner/name}
   * @param revision a branch, a tag or a commit of 40 hexadecimal digits
   * @return the snapshot folder in the cache
   * @throws OfflineException if a file is not cached and connections are forbidden
   * @throws HubException if a file cannot be fetched, or the repository holds no model
   * @throws IllegalArgumentException if a name is malformed
   */
  public Path snapshot(String repository, String revision) throws IOException {
    return snapshot(repository, revision, null);
  }

  Path snapshot(String repository, String revision, @Nullable String weightsFile)
      throws IOException {
    RepoId repo = new RepoId(Objects.requireNonNull(repository, "repository"));
    RepoId.requireRevision(revision);
    if (settings.offline()) {
      return cachedSnapshot(repo, revision, weightsFile)
          .orElseThrow(() -> offline(repo, revision, "the model's configuration and weights"));
    }
    try {
      Lookup first = lookup(repo, revision, ModelFiles.OPEN_CLIP_CONFIG);
      ModelFiles.select(
          repo.value(), weightsFile, file -> lookup(repo, first.commit(), file).path());
      return cache.snapshot(repo, first.commit());
    } catch (HubException e) {
      Optional<Path> cached =
          isTrouble(e) ? cachedSnapshot(repo, revision, weightsFile) : Optional.empty();
      if (cached.isPresent()) {
        LOG.warn("{}; using the cached copy of {}", e.getMessage(), repo);
        return cached.get();
      }
      throw e;
    }
  }

  /**
   * A file from an address that is no hub, checked against its SHA-256 at every call; a copy in the
   * folder that is wrong is fetched again.
   *
   * @param address http or https
   * @param sha256 64 hexadecimal digits, lower case
   * @param target where the file is kept
   * @return the target
   * @throws OfflineException if the file is not there and connections are forbidden
   * @throws HubException if it cannot be fetched
   */
  public Path addressed(URI address, String sha256, Path target) throws IOException {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(target, "target");
    ContentHash expected = ContentHash.sha256(Objects.requireNonNull(sha256, "sha256"));
    Path folder = Objects.requireNonNull(target.toAbsolutePath().getParent(), "folder of target");
    String label = String.valueOf(target.getFileName());
    if (settings.offline() && !Files.isRegularFile(target)) {
      throw offline(label, folder, address);
    }
    return KeyLocks.holding(
        target.resolveSibling(label + ".lock"),
        () -> {
          if (Files.isRegularFile(target)) {
            if (expected.of(target).equals(sha256)) {
              return target;
            }
            LOG.warn("{} is not the file that its SHA-256 promises; fetching it again", target);
          }
          if (settings.offline()) {
            throw offline(label, folder, address);
          }
          Files.createDirectories(folder);
          Path temporary = target.resolveSibling(label + "." + shortId() + ".incomplete");
          try {
            new Transfer(http, runtime, listener, address, label, -1, expected).into(temporary);
            WholeFile.moveInto(temporary, target);
          } finally {
            Files.deleteIfExists(temporary);
          }
          return target;
        });
  }

  /**
   * Checks every cached file of a revision against its hash, and fetches the damaged ones again.
   * Files whose hash is not known (plain copies, where links are not possible) are asked for at the
   * hub.
   *
   * @param repository {@code owner/name}
   * @param revision a branch, a tag or a commit
   * @return the files that were damaged and are whole again, as names in the repository
   * @throws OfflineException if a file is damaged and connections are forbidden; it is deleted, so
   *     that it cannot be used by mistake
   */
  public List<String> repair(String repository, String revision) throws IOException {
    RepoId repo = new RepoId(Objects.requireNonNull(repository, "repository"));
    RepoId.requireRevision(revision);
    Optional<String> commit = cache.commit(repo, revision);
    if (commit.isEmpty()) {
      return List.of();
    }
    Path snapshot = cache.snapshot(repo, commit.get());
    List<Path> files;
    try (Stream<Path> walk = Files.isDirectory(snapshot) ? Files.walk(snapshot) : Stream.empty()) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    List<String> repaired = new ArrayList<>();
    for (Path path : files) {
      String file = snapshot.relativize(path).toString().replace('\\', '/');
      if (!isWhole(repo, commit.get(), file, path)) {
        LOG.warn("{} is damaged", path);
        Path real = path.toRealPath();
        Files.delete(path);
        Files.deleteIfExists(real);
        if (lookup(repo, commit.get(), file).path().isEmpty()) {
          throw absent(repo, revision, file);
        }
        repaired.add(file);
      }
    }
    return List.copyOf(repaired);
  }

  private boolean isWhole(RepoId repo, String commit, String file, Path path) throws IOException {
    String etag = String.valueOf(path.toRealPath().getFileName());
    Optional<ContentHash> hash =
        Files.isSymbolicLink(path) ? ContentHash.ofEtag(etag) : Optional.empty();
    if (hash.isEmpty() && !settings.offline()) {
      Answer answer = ask(repo, commit, file, Retry.LIMIT);
      hash = answer.metadata().flatMap(found -> ContentHash.ofEtag(found.etag()));
    }
    return hash.isEmpty() || hash.get().of(path).equals(hash.get().hex());
  }

  /** Where a file is, or that the commit lacks it. */
  record Lookup(Optional<Path> path, String commit) {}

  /** The hub's answer: metadata, or that the commit lacks the file. */
  private record Answer(Optional<HubMetadata> metadata, String commit) {}

  private Lookup lookup(RepoId repo, String revision, String file) throws IOException {
    RepoId.requireRevision(revision);
    RepoId.requireFile(file);
    Optional<Lookup> cached = cached(repo, revision, file);
    if (cached.isPresent() && (settings.offline() || RepoId.isCommit(revision))) {
      return cached.get();
    }
    if (settings.offline()) {
      throw offline(repo, revision, file);
    }
    Answer answer;
    try {
      // With a copy at hand nobody wants to wait for five tries.
      answer = ask(repo, revision, file, cached.isPresent() ? 0 : Retry.LIMIT);
    } catch (HubException e) {
      if (cached.isPresent() && isTrouble(e)) {
        LOG.warn("{}; using the cached copy of {} {}", e.getMessage(), repo, file);
        return cached.get();
      }
      throw e;
    }
    cache.writeRef(repo, revision, answer.commit());
    if (answer.metadata().isEmpty()) {
      cache.markAbsent(repo, answer.commit(), file);
      return new Lookup(Optional.empty(), answer.commit());
    }
    HubMetadata metadata = answer.metadata().get();
    Optional<Path> present = cache.find(repo, metadata.commit(), file);
    Path path = present.isPresent() ? present.get() : download(repo, file, metadata);
    return new Lookup(Optional.of(path), metadata.commit());
  }

  private Optional<Lookup> cached(RepoId repo, String revision, String file) {
    return cache
        .commit(repo, revision)
        .flatMap(
            commit -> {
              Optional<Path> path = cache.find(repo, commit, file);
              return path.isPresent() || cache.isKnownAbsent(repo, commit, file)
                  ? Optional.of(new Lookup(path, commit))
                  : Optional.empty();
            });
  }

  private Optional<Path> cachedSnapshot(RepoId repo, String revision, @Nullable String weightsFile)
      throws IOException {
    Optional<String> commit = cache.commit(repo, revision);
    if (commit.isEmpty()) {
      return Optional.empty();
    }
    try {
      ModelFiles.select(repo.value(), weightsFile, file -> cache.find(repo, commit.get(), file));
      return Optional.of(cache.snapshot(repo, commit.get()));
    } catch (HubException e) {
      LOG.debug("the cache lacks a part of {}", repo, e);
      return Optional.empty();
    }
  }

  private Answer ask(RepoId repo, String revision, String file, int retries) throws IOException {
    URI uri = address(repo, revision, file);
    Retry retry = new Retry(runtime, retries);
    while (true) {
      HttpResponse<Void> response;
      try {
        response = http.head(uri);
      } catch (HubException e) {
        throw e;
      } catch (IOException e) {
        if (retry.again(OptionalLong.empty())) {
          continue;
        }
        throw http.unreachable(uri, e);
      }
      int status = response.statusCode();
      if (status == 200 || Http.isRedirect(status)) {
        HubMetadata metadata = HubMetadata.of(response.headers(), uri);
        return new Answer(Optional.of(metadata), metadata.commit());
      }
      String error = response.headers().firstValue("x-error-code").orElse("");
      String commit = response.headers().firstValue("x-repo-commit").orElse("");
      boolean fileOnly = error.isEmpty() || error.equals("EntryNotFound");
      if (status == 404 && fileOnly && RepoId.isCommit(commit)) {
        return new Answer(Optional.empty(), commit);
      }
      OptionalLong asked = Retry.askedSeconds(response.headers());
      if (!Retry.isWorthwhile(status) || !retry.again(asked)) {
        throw new HubHttpException(
            status,
            String.format(
                Locale.ROOT,
                "%s at revision %s, %s: HTTP %d from %s: %s",
                repo,
                revision,
                file,
                status,
                Redirects.shown(uri),
                HttpAnswers.remedy(status, error)));
      }
    }
  }

  private Path download(RepoId repo, String file, HubMetadata metadata) throws IOException {
    return KeyLocks.holding(
        cache.lockFile(repo, metadata.etag()),
        () -> {
          Optional<Path> present = cache.find(repo, metadata.commit(), file);
          if (present.isPresent()) {
            return present.get();
          }
          Path blob = cache.blob(repo, metadata.etag());
          if (Files.isRegularFile(blob)
              && (metadata.size() < 0 || Files.size(blob) == metadata.size())) {
            return cache.link(repo, metadata.commit(), file, metadata.etag(), false);
          }
          Path temporary = cache.temporary(repo, metadata.etag());
          URI uri = address(repo, metadata.commit(), file);
          String label = repo + "/" + file;
          @Nullable ContentHash expected = ContentHash.ofEtag(metadata.etag()).orElse(null);
          if (expected == null) {
            LOG.debug("{}: the etag is no hash, only the length can be checked", label);
          }
          try {
            new Transfer(http, runtime, listener, uri, label, metadata.size(), expected)
                .into(temporary);
            return cache.publish(repo, metadata.commit(), file, metadata.etag(), temporary);
          } finally {
            Files.deleteIfExists(temporary);
          }
        });
  }

  private URI address(RepoId repo, String revision, String file) {
    StringBuilder path = new StringBuilder();
    for (String part : file.split("/", -1)) {
      path.append('/').append(encoded(part));
    }
    return URI.create(settings.endpoint() + "/" + repo + "/resolve/" + encoded(revision) + path);
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Trouble on the way, against which a cached copy helps; not an answer that says no. */
  private static boolean isTrouble(HubException e) {
    return e.code().equals("HUB_NETWORK")
        || e.code().equals("HUB_METADATA")
        || (e instanceof HubHttpException http && Retry.isWorthwhile(http.status()));
  }

  private OfflineException offline(String label, Path folder, URI address) {
    return new OfflineException(
        String.format(
            Locale.ROOT,
            "%s is not in %s (or is damaged there), and %s forbids to fetch it from %s",
            label,
            folder,
            settings.offlineBecause(),
            Redirects.shown(address)));
  }

  private OfflineException offline(RepoId repo, String revision, String file) {
    return new OfflineException(
        String.format(
            Locale.ROOT,
            "%s at revision %s: %s not in the cache %s, and %s forbids to fetch it; fetch it once with a network, or carry the cache folder over",
            repo,
            revision,
            file,
            cache.folder(repo),
            settings.offlineBecause()));
  }

  private static HubHttpException absent(RepoId repo, String revision, String file) {
    return new HubHttpException(
        404, String.format(Locale.ROOT, "%s at revision %s has no file %s", repo, revision, file));
  }

  private static String shortId() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
