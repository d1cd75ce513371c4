package io.github.clip4j.search;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.reflect.TypeToken;
import io.github.clip4j.Embedding;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/**
 * How a picture is a Lucene document. What is compared during a scan is in doc values, what filters
 * ask for in terms and points, what results show in stored fields.
 */
final class IndexFields {
  static final String PATH = "path";
  static final String PATH_LOWER = "path.lower";
  static final String HASH = "hash";
  static final String SIZE = "size";
  static final String MODIFIED = "modified";
  static final String WIDTH = "width";
  static final String HEIGHT = "height";
  static final String FORMAT = "format";
  static final String STATE = "state";
  static final String REASON = "reason";
  static final String FIELDS = "fields";
  static final String FIELDS_KEY = "fields.key";
  static final String VECTOR = "vector";

  /** Prefixes of the fields that a metadata file brings: as text, and as a number if it is one. */
  static final String USER_TEXT = "user.";

  static final String USER_NUMBER = "number.";

  /** No CLIP has more; Lucene's own limit is a default. */
  static final int MAX_DIMENSION = 16384;

  /** Lucene refuses terms above 32,766 bytes; a letter has four at most. */
  private static final int MAX_TERM = 8000;

  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final Type MAP = new TypeToken<LinkedHashMap<String, String>>() {}.getType();

  private IndexFields() {}

  /** What a document is about: a picture, or a file that could not be read. */
  enum State {
    PICTURE(0),
    /** Its contents are at fault; not read again until they change. */
    BROKEN(1),
    /** Reading failed; tried again at every run. */
    UNREADABLE(2);

    /** As it is in files. */
    private final int code;

    State(int code) {
      this.code = code;
    }

    static State of(long code) {
      for (State state : values()) {
        if (state.code == code) {
          return state;
        }
      }
      throw new IllegalStateException("no state has the code " + code);
    }
  }

  /** What is known of a file before it is opened. */
  record Stamp(String path, long size, long modifiedNanos) {}

  static Term key(String path) {
    return new Term(PATH, path);
  }

  static Document picture(
      Stamp stamp,
      String hash,
      PictureHeader header,
      Map<String, String> fields,
      float[] unitVector) {
    Document document = common(stamp, State.PICTURE);
    document.add(
        new StringField(PATH_LOWER, stamp.path().toLowerCase(Locale.ROOT), Field.Store.NO));
    document.add(new StringField(HASH, hash, Field.Store.YES));
    number(document, SIZE, stamp.size());
    number(document, MODIFIED, Math.floorDiv(stamp.modifiedNanos(), 1_000_000L));
    number(document, WIDTH, header.width());
    number(document, HEIGHT, header.height());
    document.add(new StringField(FORMAT, header.format(), Field.Store.YES));
    String json = json(fields);
    document.add(new NumericDocValuesField(FIELDS_KEY, fieldsKey(json)));
    if (!fields.isEmpty()) {
      document.add(new StoredField(FIELDS, json));
    }
    fields.forEach((name, value) -> userField(document, name, value));
    document.add(new KnnFloatVectorField(VECTOR, unitVector, VectorSimilarityFunction.DOT_PRODUCT));
    return document;
  }

  static Document failure(Stamp stamp, State state, String reason) {
    Document document = common(stamp, state);
    document.add(new StoredField(REASON, reason));
    return document;
  }

  private static Document common(Stamp stamp, State state) {
    Document document = new Document();
    document.add(new StringField(PATH, stamp.path(), Field.Store.YES));
    document.add(new SortedDocValuesField(PATH, new BytesRef(stamp.path())));
    document.add(new StringField(STATE, state.name(), Field.Store.NO));
    document.add(new NumericDocValuesField(STATE, state.code));
    document.add(new NumericDocValuesField(SIZE, stamp.size()));
    document.add(new NumericDocValuesField(MODIFIED, stamp.modifiedNanos()));
    document.add(new StoredField(SIZE, stamp.size()));
    document.add(new StoredField(MODIFIED, stamp.modifiedNanos()));
    return document;
  }

  private static void number(Document document, String name, long value) {
    document.add(new LongPoint(name + ".point", value));
    if (!name.equals(SIZE) && !name.equals(MODIFIED)) {
      document.add(new StoredField(name, value));
    }
  }

  private static void userField(Document document, String name, String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    String term = lower.length() <= MAX_TERM ? lower : lower.substring(0, MAX_TERM);
    String field = name.toLowerCase(Locale.ROOT);
    document.add(new StringField(USER_TEXT + field, term, Field.Store.NO));
    Double number = Numbers.parse(value);
    if (number != null) {
      document.add(new DoublePoint(USER_NUMBER + field, number));
    }
  }

  /** The same for equal fields in the same order. */
  static long fieldsKey(String json) {
    // 60 bits of SHA-256.
    return Long.parseLong(Sha256.hex(json.getBytes(StandardCharsets.UTF_8)).substring(0, 15), 16);
  }

  static String json(Map<String, String> fields) {
    return JSON.toJson(fields, MAP);
  }

  static Map<String, String> fields(Document stored) {
    String json = stored.get(FIELDS);
    if (json == null) {
      return Map.of();
    }
    LinkedHashMap<String, String> fields = JSON.fromJson(json, MAP);
    return Collections.unmodifiableMap(fields);
  }

  static IndexEntry entry(Document stored, Path root, float[] vector) {
    String path = stored.get(PATH);
    int slash = path.lastIndexOf('/');
    return new IndexEntry(
        path,
        file(root, path),
        slash < 0 ? "" : path.substring(0, slash),
        stored.getField(SIZE).numericValue().longValue(),
        instant(stored.getField(MODIFIED).numericValue().longValue()),
        stored.get(HASH),
        stored.getField(WIDTH).numericValue().intValue(),
        stored.getField(HEIGHT).numericValue().intValue(),
        stored.get(FORMAT),
        fields(stored),
        Embedding.of(vector));
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }

  static Path file(Path root, String path) {
    return root.resolve(path.replace("/", root.getFileSystem().getSeparator()));
  }
}
