/**
 * A folder of pictures becomes an index that is searched by text, by picture, or by both.
 *
 * <p>{@link io.github.clip4j.search.ImageIndexer} makes the index and keeps it up to date; {@link
 * io.github.clip4j.search.ImageIndex} is one that is open for reading; {@link
 * io.github.clip4j.search.ImageSearcher} answers a {@link io.github.clip4j.search.SearchQuery}.
 * Start with these four. Underneath is Apache Lucene: one document a picture file, its unit vector
 * in float32, and for large indexes an HNSW graph over int8 vectors; see docs/SEARCH.md.
 */
@NullMarked
package io.github.clip4j.search;

import org.jspecify.annotations.NullMarked;
