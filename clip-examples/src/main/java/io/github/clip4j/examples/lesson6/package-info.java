/**
 * Lesson 6: search with several words, weights and minus. A question is a sum of vectors. Start
 * with {@link io.github.clip4j.examples.lesson6.Lesson6}.
 */
@NullMarked
package io.github.clip4j.examples.lesson6;

import org.jspecify.annotations.NullMarked;
