package io.github.clip4j.search;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;

/** How an index is opened for writing, and taken for what it says it is. */
final class IndexWriting {
  private IndexWriting() {}

  static IndexWriter open(FSDirectory directory, Path index, VectorsCodec codec)
      throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setCodec(codec)
            .setMergePolicy(new GraphKeepingMerges())
            .setUseCompoundFile(false)
            .setCommitOnClose(false);
    try {
      return new IndexWriter(directory, config);
    } catch (LockObtainFailedException e) {
      throw new IndexException(
          "IDX_LOCKED",
          index + ": another process or thread is writing to this index; wait for it to end",
          e);
    }
  }

  /** Checks that the index is of this model and folder, or makes the first commit of a new one. */
  static IndexFolder.About adopt(
      IndexWriter writer, Path index, ModelIdentity model, Path folder, boolean relocated)
      throws IOException {
    Map<String, String> data = new LinkedHashMap<>();
    Iterable<Map.Entry<String, String>> live = writer.getLiveCommitData();
    if (live != null) {
      live.forEach(e -> data.put(e.getKey(), e.getValue()));
    }
    if (data.isEmpty() && writer.getDocStats().maxDoc == 0) {
      return commit(writer, new IndexFolder.About(model, folder, Instant.now()));
    }
    IndexFolder.About about = IndexFolder.about(data, index);
    if (!model.comparable(about.model())) {
      throw new IndexException(
          "IDX_MODEL",
          index + " cannot take pictures of this model: " + model.differenceFrom(about.model()));
    }
    if (about.root().equals(folder)) {
      return about;
    }
    if (!relocated) {
      throw new IndexException(
          "IDX_FOLDER",
          index
              + " is the index of "
              + about.root()
              + ", not of "
              + folder
              + "; use another index folder, or say that the pictures were moved there (--moved)");
    }
    return commit(writer, new IndexFolder.About(about.model(), folder, about.created()));
  }

  private static IndexFolder.About commit(IndexWriter writer, IndexFolder.About about)
      throws IOException {
    writer.setLiveCommitData(about.toCommit().entrySet());
    writer.commit();
    return about;
  }
}
