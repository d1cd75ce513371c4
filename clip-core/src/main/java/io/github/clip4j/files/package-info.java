/**
 * Files that are there complete or not at all. Start with {@link io.github.clip4j.files.WholeFile}.
 *
 * <p>Everything here is internal: the package is not exported.
 */
@NullMarked
package io.github.clip4j.files;

import org.jspecify.annotations.NullMarked;
