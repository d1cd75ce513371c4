/** How a folder becomes an index and is searched, step by step; start with {@code SearchTest}. */
@NullMarked
package io.github.clip4j.search;

import org.jspecify.annotations.NullMarked;
