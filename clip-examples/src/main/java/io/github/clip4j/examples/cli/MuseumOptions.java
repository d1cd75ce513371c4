package io.github.clip4j.examples.cli;

import io.github.clip4j.examples.lesson3b.MuseumSource;
import io.github.clip4j.examples.museum.Columns;
import io.github.clip4j.examples.museum.Columns.Meaning;
import io.github.clip4j.examples.museum.DownloadPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which collection, what its columns mean, and how its pictures are fetched. */
final class MuseumOptions {
  @Option(
      names = "--collection",
      paramLabel = "FILE",
      description = "CSV or JSON of titles and picture addresses (default: a small sample).")
  private @Nullable Path collection;

  @Option(
      names = "--column",
      paramLabel = "MEANING=NAME",
      description =
          "What a column means: id, title, artist, date, department or picture, such as"
              + " picture=images.web.url. Repeat it for each.")
  private Map<Meaning, String> columns = Map.of();

  @Option(
      names = "--picture-address",
      paramLabel = "TEMPLATE",
      description = "Address of pictures with columns in braces, such as https://…/{image_id}.jpg.")
  private @Nullable String template;

  @Option(
      names = "--contact",
      paramLabel = "MAIL|URL",
      description = "How the museum can reach you; needed to fetch pictures.")
  private @Nullable String contact;

  @Option(
      names = "--cache",
      paramLabel = "FOLDER",
      description = "Where fetched pictures are kept (default: clip-lessons/museum).")
  private @Nullable Path cache;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many artworks at most (default: 1000).")
  private @Nullable Integer limit;

  @Option(
      names = "--delay",
      paramLabel = "SECONDS",
      description = "Pause between two requests to a host (default: 1).")
  private @Nullable Double delay;

  @Option(names = "--refresh", description = "Ask whether pictures in the cache have changed.")
  private boolean refresh;

  @Option(
      names = "--allow-private",
      description = "Also fetch from this machine and private networks.")
  private boolean allowPrivate;

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      description = "What a picture may be called; repeat it (default: the departments).")
  private List<String> labels = List.of();

  @Option(names = "--query", paramLabel = "TEXT", description = "What to search for; repeat it.")
  private List<String> queries = List.of();

  /** Something that was given; null if nothing was. */
  @Nullable Object given() {
    boolean any =
        collection != null
            || !columns.isEmpty()
            || template != null
            || contact != null
            || cache != null
            || limit != null
            || delay != null
            || refresh
            || allowPrivate
            || !labels.isEmpty()
            || !queries.isEmpty();
    return any ? this : null;
  }

  MuseumSource source() {
    MuseumSource usual = MuseumSource.of(collection);
    Columns named = Columns.usual();
    for (Map.Entry<Meaning, String> column : columns.entrySet()) {
      named = named.with(column.getKey(), column.getValue());
    }
    if (template != null) {
      named = named.withPictureTemplate(template);
    }
    DownloadPolicy policy =
        DownloadPolicy.polite(contact == null ? "" : contact)
            .withRevalidate(refresh)
            .withAllowPrivate(allowPrivate);
    if (delay != null) {
      policy = policy.withDelay(Duration.ofMillis(Math.round(1000 * delay)));
    }
    return new MuseumSource(
        collection,
        named,
        policy,
        cache == null ? usual.cache() : cache,
        limit == null ? usual.limit() : limit,
        labels,
        queries);
  }
}
