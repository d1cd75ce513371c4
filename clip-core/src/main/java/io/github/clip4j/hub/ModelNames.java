package io.github.clip4j.hub;

import io.github.clip4j.errors.HubException;
import io.github.clip4j.errors.OfflineException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What people call a model, and where it is:
 *
 * <table>
 * <caption>Names</caption>
 * <tr><th>name</th><th>meaning</th></tr>
 * <tr><td>{@code openai/clip-vit-base-patch32}</td><td>a repository, branch main</td></tr>
 * <tr><td>{@code owner/name@revision}</td><td>a branch, tag or commit of a repository</td></tr>
 * <tr><td>{@code hf-hub:owner/name}</td><td>the same, as open_clip writes it</td></tr>
 * <tr><td>{@code ViT-B-32/laion2b_s34b_b79k}</td><td>open_clip's name and tag, in its table of
 * repositories; {@code :} instead of the slash will do</td></tr>
 * <tr><td>{@code openai:ViT-B/32}</td><td>OpenAI's original file, whose SHA-256 is in its
 * address</td></tr>
 * </table>
 *
 * <p>Architectures of open_clip come before repositories: {@code ViT-B-32/...} is never taken for
 * an owner. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ModelNames {
  private static final String HUB_PREFIX = "hf-hub:";
  private static final String OPENAI_PREFIX = "openai:";

  private ModelNames() {}

  /**
   * The model of that name as local files, downloaded if need be.
   *
   * @param name one of the forms above
   * @param client where to look and fetch
   * @return a snapshot folder with configuration and weights, or OpenAI's file
   * @throws OfflineException if a file is not cached and connections are forbidden
   * @throws HubException if a file cannot be fetched
   * @throws IllegalArgumentException if the name has no such form, or open_clip or OpenAI has no
   *     model of that name; the message lists near ones
   */
  public static Path resolve(String name, HubClient client) throws IOException {
    Objects.requireNonNull(client, "client");
    return place(name).fetch(client);
  }

  /**
   * {@return where the model of that name is, in words, without looking there}
   *
   * @param name a name as {@link #resolve} takes it
   * @throws IllegalArgumentException as {@link #resolve}
   */
  public static String describe(String name) {
    return place(name).describe();
  }

  /**
   * Checks the cached files of a model against their hashes and fetches the damaged ones again.
   *
   * @param name a name as {@link #resolve} takes it
   * @param client what fetches, and knows the cache
   * @return the files that were damaged and are whole again
   * @throws OfflineException if a file is damaged and connections are forbidden
   * @throws HubException if a file cannot be fetched
   * @throws IllegalArgumentException as {@link #resolve}
   */
  public static List<String> repair(String name, HubClient client) throws IOException {
    Objects.requireNonNull(client, "client");
    return place(name).repair(client);
  }

  /**
   * {@return whether open_clip has an architecture of that name, in its own or in OpenAI's
   * spelling}
   *
   * @param name a name such as {@code ViT-B-32} or {@code ViT-B/32}
   */
  public static boolean isArchitecture(String name) {
    return NameTable.isArchitecture(Objects.requireNonNull(name, "name").replace('/', '-'));
  }

  private static Place place(String name) {
    Objects.requireNonNull(name, "name");
    if (name.startsWith(OPENAI_PREFIX)) {
      String model = name.substring(OPENAI_PREFIX.length());
      return NameTable.openAi(model)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      String.format(
                          Locale.ROOT,
                          "OpenAI published no model '%s'; there are %s",
                          model,
                          String.join(", ", NameTable.openAiNames()))));
    }
    if (name.startsWith(HUB_PREFIX)) {
      return repository(name.substring(HUB_PREFIX.length()), name);
    }
    int split = Math.max(name.lastIndexOf('/'), name.lastIndexOf(':'));
    if (split > 0) {
      // OpenAI's spelling ViT-B/32 is open_clip's ViT-B-32.
      String architecture = name.substring(0, split).replace('/', '-');
      if (NameTable.isArchitecture(architecture)) {
        return openClip(architecture, name.substring(split + 1));
      }
    }
    if (NameTable.isArchitecture(name.replace('/', '-'))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "'%s' is an architecture; add the weights to the name, one of %s",
              name,
              NameTable.withTags(name.replace('/', '-'))));
    }
    return repository(name, name);
  }

  private static Place openClip(String architecture, String tag) {
    Optional<Place> place = NameTable.openClip(architecture, tag);
    return place.orElseThrow(
        () ->
            new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "open_clip has no weights '%s' for %s; there are %s",
                    tag,
                    architecture,
                    NameTable.withTags(architecture))));
  }

  private static Place repository(String text, String name) {
    int at = text.indexOf('@');
    String id = at < 0 ? text : text.substring(0, at);
    if (!id.contains("/")) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "'%s' is no name of a model: they have the form owner/name, ViT-B-32/laion2b_s34b_b79k or openai:ViT-B/32; near: %s",
              name,
              NameTable.near(id)));
    }
    RepoId repo = new RepoId(id);
    String revision = at < 0 ? "main" : text.substring(at + 1);
    return new Repository(repo.value(), RepoId.requireRevision(revision), "");
  }

  /** Where a model is. */
  sealed interface Place permits Repository, Addressed {
    Path fetch(HubClient client) throws IOException;

    List<String> repair(HubClient client) throws IOException;

    String describe();
  }

  /** A repository; {@code file} is empty where the weights have a usual name. */
  record Repository(String repository, String revision, String file) implements Place {
    @Override
    public Path fetch(HubClient client) throws IOException {
      return client.snapshot(repository, revision, file.isEmpty() ? null : file);
    }

    @Override
    public List<String> repair(HubClient client) throws IOException {
      return client.repair(repository, revision);
    }

    @Override
    public String describe() {
      String weights = file.isEmpty() ? "" : ", weights " + file;
      return "repository " + repository + ", revision " + revision + weights;
    }
  }

  /** A file whose address holds its SHA-256 as the last folder. */
  record Addressed(URI address) implements Place {
    @Override
    public Path fetch(HubClient client) throws IOException {
      String file = part(1);
      return client.addressed(address, part(2), client.settings().openAiCache().resolve(file));
    }

    /** Fetching checks such a file at every call. */
    @Override
    public List<String> repair(HubClient client) throws IOException {
      fetch(client);
      return List.of();
    }

    @Override
    public String describe() {
      return "file " + address + ", SHA-256 " + part(2);
    }

    private String part(int fromEnd) {
      String[] parts = address.getPath().split("/", -1);
      return parts[parts.length - fromEnd];
    }
  }
}
