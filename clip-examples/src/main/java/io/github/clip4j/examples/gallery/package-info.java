/**
 * A page of search results and a map of an index as one file: start with {@link
 * io.github.clip4j.examples.gallery.Gallery}. The page runs no script, asks for nothing from a
 * network and works from a file; its Content-Security-Policy (W3C, CSP Level 3) holds it to that.
 */
@NullMarked
package io.github.clip4j.examples.gallery;

import org.jspecify.annotations.NullMarked;
