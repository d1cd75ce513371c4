/**
 * Lesson 5: duplicates and near-duplicates. Equal files are found by their hash, equal pictures by
 * their vectors; what is only alike is the difficult part. Start with {@link
 * io.github.clip4j.examples.lesson5.Lesson5}.
 */
@NullMarked
package io.github.clip4j.examples.lesson5;

import org.jspecify.annotations.NullMarked;
