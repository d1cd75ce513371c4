package io.github.clip4j.search;

import io.github.clip4j.Embedding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.FSDirectory;

/**
 * Writes an index of vectors that come from elsewhere than a folder: pictures of a database or of
 * the web, encoded by the caller. {@link ImageIndex} and {@link ImageSearcher} read it like any
 * other.
 *
 * <p>Entries have no file: their {@link IndexEntry#path()} is the name, their hash starts with
 * {@code name:}, sizes are 0 and the format is {@code unknown}.
 *
 * <p>What was put in or removed is seen by readers, and survives, from {@link #commit()} on. One
 * writer at a time; not thread-safe.
 *
 * @since 0.1.0
 */
public final class VectorCollection implements AutoCloseable {
  private static final PictureHeader NO_FILE = new PictureHeader("unknown", 0, 0);

  private final FSDirectory directory;
  private final IndexWriter writer;
  private final VectorsCodec codec = new VectorsCodec();
  private final ModelIdentity model;

  private VectorCollection(Path index, ModelIdentity model) throws IOException {
    this.model = model;
    directory = FSDirectory.open(index);
    IndexWriter opened = null;
    boolean adopted = false;
    try {
      opened = IndexWriting.open(directory, index, codec);
      writer = opened;
      IndexWriting.adopt(writer, index, model, index, true);
      adopted = true;
    } finally {
      if (!adopted) {
        if (opened != null) {
          opened.rollback();
        }
        directory.close();
      }
    }
  }

  /**
   * Opens an index for writing, or makes a new one.
   *
   * @param index the folder of the index
   * @param model which model makes the vectors, see {@link ModelIdentity#of}
   * @return the collection, for the caller to close
   * @throws IndexException if the index is of another model or locked, or the folder is none
   */
  public static VectorCollection open(Path index, ModelIdentity model) throws IOException {
    Path location = Objects.requireNonNull(index, "index").toAbsolutePath().normalize();
    Objects.requireNonNull(model, "model");
    IndexFolder.requireOurs(location);
    Files.createDirectories(location);
    try {
      return new VectorCollection(location, model);
    } catch (IOException e) {
      throw IndexFolder.explain(e, location);
    }
  }

  /**
   * Puts a picture in, in place of one of the same name.
   *
   * @param name unique: an address, a number of a catalogue; {@link IndexEntry#path()} of the entry
   * @param vector raw or of length 1
   * @param fields to filter by and to show
   * @throws IllegalArgumentException if the vector is not of the model's dimension
   * @throws IOException if the index cannot be written
   */
  public void put(String name, Embedding vector, Map<String, String> fields) throws IOException {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(vector, "vector");
    Objects.requireNonNull(fields, "fields");
    if (vector.dimension() != model.dimension()) {
      throw new IllegalArgumentException(
          "the vector has " + vector.dimension() + " values, the model's " + model.dimension());
    }
    writer.updateDocument(
        IndexFields.key(name),
        IndexFields.picture(
            new IndexFields.Stamp(name, 0, 0),
            "name:" + name,
            NO_FILE,
            fields,
            vector.normalized().values()));
  }

  /**
   * Takes a picture out; does nothing if there is none of the name.
   *
   * @param name as it was given to {@link #put}
   * @throws IOException if the index cannot be written
   */
  public void remove(String name) throws IOException {
    writer.deleteDocuments(IndexFields.key(Objects.requireNonNull(name, "name")));
  }

  /**
   * Makes everything up to now visible and lasting.
   *
   * @throws IOException if the index cannot be written
   */
  public void commit() throws IOException {
    writer.commit();
  }

  /**
   * Commits, and gives the index its graph if it is large enough and has none or an old one.
   *
   * @param graphFrom from how many pictures on; {@link ImageIndex#EXACT_BELOW} is usual
   * @throws IOException if the index cannot be written
   */
  public void finish(int graphFrom) throws IOException {
    writer.commit();
    new GraphBuilder(writer, codec, graphFrom).buildIfWorthwhile();
    writer.commit();
  }

  /** Ends writing. What was not committed is lost. */
  @Override
  public void close() throws IOException {
    writer.close();
    directory.close();
  }
}
