package io.github.clip4j.examples.serve;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.ZeroShotClassifier;
import io.github.clip4j.ZeroShotClassifier.Prediction;
import io.github.clip4j.errors.ClipException;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.ImageSearcher;
import io.github.clip4j.search.IndexEntry;
import io.github.clip4j.search.QueryTerm;
import io.github.clip4j.search.SearchFilter;
import io.github.clip4j.search.SearchHit;
import io.github.clip4j.search.SearchQuery;
import io.github.clip4j.search.SearchResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the page asks for, answered with JSON. Thread-safe. */
final class SearchApi {
  /** Largest picture that may be sent, in bytes. */
  static final int MAX_UPLOAD = 32 << 20;

  private static final int MAX_TOP = 200;
  private static final int MAX_LABELS = 200;
  private static final int MAX_TEXT = 2000;
  private static final int KEPT_CLASSIFIERS = 16;

  private final ImageIndex index;
  private final ClipModel clip;
  private final ImageSearcher searcher;
  private final Map<List<String>, ZeroShotClassifier> classifiers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, ZeroShotClassifier> eldest) {
          return size() > KEPT_CLASSIFIERS;
        }
      };

  SearchApi(ImageIndex index, ClipModel clip) throws IOException {
    this.index = index;
    this.clip = clip;
    this.searcher = ImageSearcher.of(index, clip);
  }

  /** {@code GET /api/info}: what is searched. */
  void info(Exchange exchange) throws IOException, Refusal {
    exchange.requireGet();
    JsonObject json = new JsonObject();
    json.addProperty("pictures", index.size());
    json.addProperty("folder", index.folder().toString());
    json.addProperty("model", index.model().name());
    JsonArray filters = new JsonArray();
    index.filterNames().forEach(filters::add);
    json.add("filters", filters);
    exchange.answer(json);
  }

  /** {@code /api/search}: by words (GET), or by the picture in the body and maybe words (POST). */
  void search(Exchange exchange) throws IOException, Refusal {
    List<QueryTerm> terms = new ArrayList<>();
    String words = exchange.optional("q");
    if (words != null) {
      requireShort(words);
      terms.addAll(SearchQuery.parse(words).terms());
    }
    if (exchange.isPost()) {
      terms.add(new QueryTerm.Vector(1, uploaded(exchange)));
    }
    if (terms.isEmpty()) {
      throw Refusal.bad("nothing to search for: give words or a picture");
    }
    SearchQuery query =
        SearchQuery.of(terms)
            .withTop(exchange.number("top", 24, 1, MAX_TOP))
            .withOffset(exchange.number("offset", 0, 0, SearchQuery.MAX_OFFSET));
    for (String filter : exchange.all("filter")) {
      if (!filter.isBlank()) {
        query = query.with(SearchFilter.parse(filter));
      }
    }
    exchange.answer(json(searcher.search(query)));
  }

  /** {@code GET /api/neighbours}: the pictures most like one of the index. */
  void neighbours(Exchange exchange) throws IOException, Refusal {
    exchange.requireGet();
    String path = indexed(exchange).path();
    exchange.answer(json(searcher.neighbours(path, exchange.number("top", 24, 1, MAX_TOP))));
  }

  /** {@code /api/labels}: which label fits a picture of the index (GET) or of the body (POST). */
  void labels(Exchange exchange) throws IOException, Refusal {
    List<String> labels =
        exchange.all("label").stream().map(String::strip).filter(l -> !l.isEmpty()).toList();
    if (labels.isEmpty() || labels.size() > MAX_LABELS) {
      throw Refusal.bad("give 1 to " + MAX_LABELS + " labels");
    }
    for (String label : labels) {
      requireShort(label);
    }
    Embedding picture = exchange.isPost() ? uploaded(exchange) : indexed(exchange).vector();
    JsonArray results = new JsonArray();
    for (Prediction prediction : classifier(labels).classify(picture)) {
      JsonObject one = new JsonObject();
      one.addProperty("label", prediction.label());
      one.addProperty("cosine", prediction.cosine());
      one.addProperty("probability", prediction.probability());
      results.add(one);
    }
    JsonObject json = new JsonObject();
    json.add("results", results);
    exchange.answer(json);
  }

  private ZeroShotClassifier classifier(List<String> labels) {
    synchronized (classifiers) {
      @Nullable ZeroShotClassifier known = classifiers.get(labels);
      if (known != null) {
        return known;
      }
    }
    ZeroShotClassifier made = ZeroShotClassifier.of(clip, labels);
    synchronized (classifiers) {
      classifiers.put(labels, made);
    }
    return made;
  }

  private IndexEntry indexed(Exchange exchange) throws IOException, Refusal {
    String path = exchange.required("path");
    return index.entry(path).orElseThrow(() -> Refusal.missing("the index has no picture " + path));
  }

  private Embedding uploaded(Exchange exchange) throws IOException, Refusal {
    byte[] file = exchange.body(MAX_UPLOAD);
    if (file.length == 0) {
      throw Refusal.bad("the picture is empty");
    }
    try {
      return clip.encodeImage(file);
    } catch (ClipException e) {
      throw Refusal.bad("the picture cannot be read: " + e.getMessage());
    }
  }

  private static void requireShort(String text) throws Refusal {
    if (text.length() > MAX_TEXT) {
      throw Refusal.bad("a text may have at most " + MAX_TEXT + " characters");
    }
  }

  private static JsonObject json(SearchResult result) {
    JsonArray hits = new JsonArray();
    for (SearchHit hit : result.hits()) {
      IndexEntry entry = hit.entry();
      JsonObject one = new JsonObject();
      one.addProperty("path", entry.path());
      one.addProperty("name", entry.name());
      one.addProperty("rank", hit.rank());
      one.addProperty("score", hit.score());
      one.addProperty("width", entry.width());
      one.addProperty("height", entry.height());
      one.addProperty("format", entry.format());
      JsonObject fields = new JsonObject();
      entry.fields().forEach(fields::addProperty);
      one.add("fields", fields);
      hits.add(one);
    }
    JsonObject json = new JsonObject();
    json.add("hits", hits);
    json.addProperty("exact", result.exact());
    json.addProperty("milliseconds", result.elapsed().toMillis());
    return json;
  }
}
