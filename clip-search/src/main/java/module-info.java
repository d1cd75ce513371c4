/**
 * A folder of pictures as an index that is searched by text, by picture, or by both. Start with
 * {@link io.github.clip4j.search.ImageIndexer} and {@link io.github.clip4j.search.ImageSearcher}.
 */
module io.github.clip4j.search {
  requires transitive io.github.clip4j;
  requires transitive org.apache.lucene.core;
  requires static transitive org.jspecify;
  requires com.google.gson;
  requires de.siegmar.fastcsv;
  // Lucene asks for it to unmap the files of an index: without, they stay open and undeletable.
  requires jdk.unsupported;

  exports io.github.clip4j.search;

  opens io.github.clip4j.search to
      com.google.gson;

  provides org.apache.lucene.codecs.KnnVectorsFormat with
      io.github.clip4j.search.FlatVectors;
}
