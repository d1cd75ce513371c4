/**
 * How a small JSON file of a stranger is read: strictly, in bounds of size and nesting. Start with
 * {@link io.github.clip4j.json.JsonFiles}. Not exported: the library's own packages use it.
 */
@NullMarked
package io.github.clip4j.json;

import org.jspecify.annotations.NullMarked;
