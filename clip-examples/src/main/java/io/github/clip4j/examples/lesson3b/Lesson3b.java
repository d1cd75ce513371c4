package io.github.clip4j.examples.lesson3b;

import io.github.clip4j.Embedding;
import io.github.clip4j.ZeroShotClassifier;
import io.github.clip4j.ZeroShotClassifier.Prediction;
import io.github.clip4j.examples.course.LessonRun;
import io.github.clip4j.examples.course.SampleCollection;
import io.github.clip4j.examples.museum.Artwork;
import io.github.clip4j.examples.museum.CollectionFile;
import io.github.clip4j.examples.museum.Outcome;
import io.github.clip4j.examples.museum.PictureDownloader;
import io.github.clip4j.examples.report.HtmlPage;
import io.github.clip4j.examples.report.PictureMap;
import io.github.clip4j.vector.PrincipalComponents;
import io.github.clip4j.vector.TopK;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All steps of the lesson, one after the other. */
public final class Lesson3b {
  /** The lesson's number. */
  public static final String NUMBER = "3b";

  private static final int SHOWN = 6;
  private static final int MOST_DEPARTMENTS = 10;
  private static final List<String> GENERAL_LABELS =
      List.of(
          "portrait",
          "landscape",
          "still life",
          "animal",
          "building",
          "sculpture",
          "vessel",
          "textile");
  private static final List<String> GENERAL_QUERIES =
      List.of("a dog", "a musical instrument", "something to eat", "a house", "flowers");

  private Lesson3b() {}

  /**
   * Runs the lesson.
   *
   * @param args a model (default: starter) and a collection's list (default: the sample); to choose
   *     columns and to fetch from a network use {@code clip lesson 3b}, which has options
   */
  public static void main(String[] args) throws IOException {
    try (LessonRun run = LessonRun.onConsole(NUMBER, args)) {
      run(run, args.length > 1 ? MuseumSource.of(Path.of(args[1])) : MuseumSource.sample());
    }
  }

  /**
   * Runs the lesson.
   *
   * @param run where to
   * @param source which collection
   * @throws IOException if the list cannot be used, or a file cannot be written
   */
  public static void run(LessonRun run, MuseumSource source) throws IOException {
    List<Artwork> artworks = read(run, source);
    List<Outcome> outcomes = fetch(run, source, artworks);
    EncodedCollection collection = encode(run, outcomes);
    HtmlPage page = new HtmlPage("Lesson 3b: a museum's collection");
    ZeroShotClassifier labels = labels(run, source, collection);
    List<String> nearest = label(run, collection, labels, page);
    map(run, collection, labels.labels(), nearest, page);
    neighbours(run, collection, page);
    search(run, collection, source.queries().isEmpty() ? GENERAL_QUERIES : source.queries(), page);
    run.say("");
    run.say("all of it to look at: " + run.folder().html("museum.html", page));
    ask(run, collection);
  }

  private static List<Artwork> read(LessonRun run, MuseumSource source) throws IOException {
    run.heading("Step 1: the list");
    Path list = source.list() == null ? SampleCollection.unpack(source.cache()) : source.list();
    CollectionFile.Listing listing = CollectionFile.read(list, source.columns());
    run.say(
        list
            + ": "
            + listing.artworks().size()
            + " with a picture, "
            + listing.without()
            + " without");
    listing.unusable().stream().limit(5).forEach(line -> run.say("  not usable: " + line));
    List<Artwork> artworks = listing.artworks();
    if (artworks.size() > source.limit()) {
      run.say("the first " + source.limit() + " of them are taken");
      artworks = artworks.subList(0, source.limit());
    }
    Artwork first = artworks.get(0);
    run.say("the first: " + first.id() + ", " + first.title() + ", " + first.artist());
    return artworks;
  }

  private static List<Outcome> fetch(LessonRun run, MuseumSource source, List<Artwork> artworks)
      throws IOException {
    run.heading("Step 2: the pictures");
    List<Outcome> outcomes =
        new PictureDownloader(source.cache(), source.policy())
            .download(artworks, new FetchProgress(run));
    Map<Outcome.Status, Long> counts =
        outcomes.stream()
            .collect(
                Collectors.groupingBy(
                    Outcome::status, () -> new LinkedHashMap<>(), Collectors.counting()));
    counts.forEach(
        (status, count) ->
            run.say(
                String.format(
                    Locale.ROOT, "%-11s%d", status.name().toLowerCase(Locale.ROOT), count)));
    return outcomes;
  }

  private static EncodedCollection encode(LessonRun run, List<Outcome> outcomes)
      throws IOException {
    run.heading("Step 3: a vector for each picture");
    EncodedCollection collection =
        EncodedCollection.of(
            run.clip(),
            outcomes,
            (artwork, e) -> run.say("left out: " + artwork.title() + ": " + e.getMessage()));
    if (collection.size() == 0) {
      throw new IOException("no picture of the collection could be had");
    }
    run.say(collection.size() + " vectors of " + run.clip().config().embedDim() + " values");
    return collection;
  }

  private static ZeroShotClassifier labels(
      LessonRun run, MuseumSource source, EncodedCollection collection) {
    List<String> labels = source.labels();
    if (labels.isEmpty()) {
      labels = departments(collection);
    }
    if (labels.size() < 2 || labels.size() > MOST_DEPARTMENTS) {
      labels = source.labels().isEmpty() ? GENERAL_LABELS : source.labels();
    }
    return ZeroShotClassifier.of(
        run.clip(), labels, List.of("{}", "a drawing of {}.", "a picture of {}."));
  }

  private static List<String> departments(EncodedCollection collection) {
    return IntStream.range(0, collection.size())
        .mapToObj(i -> collection.artwork(i).department())
        .filter(department -> !department.isEmpty())
        .distinct()
        .toList();
  }

  /** The label nearest to each picture. */
  private static List<String> label(
      LessonRun run, EncodedCollection collection, ZeroShotClassifier classifier, HtmlPage page) {
    run.heading("Step 4: labels without training");
    List<String> nearest = new ArrayList<>();
    int known = 0;
    int right = 0;
    Map<String, Integer> counts = new LinkedHashMap<>();
    classifier.labels().forEach(label -> counts.put(label, 0));
    for (int i = 0; i < collection.size(); i++) {
      Prediction best = classifier.classify(Embedding.of(collection.vectors()[i])).get(0);
      nearest.add(best.label());
      counts.merge(best.label(), 1, Integer::sum);
      if (classifier.labels().contains(collection.artwork(i).department())) {
        known++;
        right += best.label().equals(collection.artwork(i).department()) ? 1 : 0;
      }
    }
    counts.forEach((label, count) -> run.sayf("%5d  %s", count, label));
    page.heading("Labels without training")
        .paragraph("How many pictures are nearest to each label.")
        .table(
            List.of("label", "pictures"),
            counts.entrySet().stream()
                .map(entry -> List.of(entry.getKey(), String.valueOf(entry.getValue())))
                .toList());
    if (known > 0) {
      String agreement =
          String.format(
              Locale.ROOT,
              "The label is the museum's own department for %d of %d pictures; guessing would give"
                  + " about %d.",
              right,
              known,
              known / classifier.labels().size());
      run.say(agreement);
      page.paragraph(agreement);
    }
    return nearest;
  }

  private static void map(
      LessonRun run,
      EncodedCollection collection,
      List<String> labels,
      List<String> nearest,
      HtmlPage page)
      throws IOException {
    run.heading("Step 5: a map of the collection");
    PrincipalComponents components =
        PrincipalComponents.of(collection.vectors(), Math.min(2, run.clip().config().embedDim()));
    String seen =
        String.format(
            Locale.ROOT,
            "Two directions of %d hold %.0f %% of the variance; the map cannot show the rest, so near"
                + " on the map is a hint, not a proof.",
            run.clip().config().embedDim(),
            100 * (components.varianceRatio(0) + components.varianceRatio(1)));
    run.say(seen);
    List<PictureMap.Place> places = new ArrayList<>();
    for (int i = 0; i < collection.size(); i++) {
      double[] at = components.project(collection.vectors()[i]);
      places.add(
          new PictureMap.Place(
              collection.thumbnail(i),
              collection.artwork(i).title(),
              labels.indexOf(nearest.get(i)),
              at[0],
              at[1]));
    }
    PictureMap map = new PictureMap(places, labels, 1180, 860);
    run.say("drawn: " + run.folder().png("map.png", map.toImage()));
    page.heading("A map of the collection").paragraph(seen);
    map.addTo(page);
  }

  private static void neighbours(LessonRun run, EncodedCollection collection, HtmlPage page) {
    run.heading("Step 6: what is most alike");
    page.heading("Most alike").paragraph("The framed picture, then its nearest neighbours.");
    int rows = Math.min(SHOWN, collection.size());
    for (int r = 0; r < rows; r++) {
      int index = r * collection.size() / rows;
      List<TopK.Hit> hits = collection.neighbours(index, SHOWN);
      run.say(
          collection.artwork(index).title()
              + ": "
              + hits.stream()
                  .map(
                      hit ->
                          String.format(
                              Locale.ROOT,
                              "%s %.2f",
                              collection.artwork(hit.index()).title(),
                              hit.score()))
                  .collect(Collectors.joining(", ")));
      List<HtmlPage.Picture> pictures = new ArrayList<>();
      pictures.add(
          new HtmlPage.Picture(
              collection.thumbnail(index), "", collection.artwork(index).title(), true));
      hits.forEach(hit -> pictures.add(picture(collection, hit)));
      page.pictures(pictures);
    }
  }

  private static void search(
      LessonRun run, EncodedCollection collection, List<String> queries, HtmlPage page) {
    run.heading("Step 7: search by words");
    page.heading("Search by words");
    for (String query : queries) {
      List<TopK.Hit> hits = found(run, collection, query);
      page.paragraph("“" + query + "”")
          .pictures(hits.stream().map(hit -> picture(collection, hit)).toList());
    }
  }

  private static void ask(LessonRun run, EncodedCollection collection) throws IOException {
    run.heading("Step 8: your own words");
    run.say("Type what to look for and press Enter; an empty line ends.");
    for (String line = run.answer(); line != null; line = run.answer()) {
      found(run, collection, line);
    }
  }

  private static List<TopK.Hit> found(LessonRun run, EncodedCollection collection, String query) {
    List<TopK.Hit> hits = collection.nearest(run.clip().encodeText(query).values(), SHOWN);
    run.say("“" + query + "”");
    for (TopK.Hit hit : hits) {
      Artwork artwork = collection.artwork(hit.index());
      run.sayf("%7.3f  %s, %s", hit.score(), artwork.title(), artwork.artist());
    }
    return hits;
  }

  private static HtmlPage.Picture picture(EncodedCollection collection, TopK.Hit hit) {
    return new HtmlPage.Picture(
        collection.thumbnail(hit.index()),
        String.format(Locale.ROOT, "%.2f", hit.score()),
        collection.artwork(hit.index()).title(),
        false);
  }
}
