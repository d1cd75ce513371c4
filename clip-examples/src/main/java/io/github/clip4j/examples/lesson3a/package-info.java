/**
 * Lesson 3a: cosine similarity and embeddings, from two arrows in the plane to a picture compared
 * with a sentence. Every step is a class with a {@code main} to run from an IDE; {@link
 * io.github.clip4j.examples.lesson3a.Lesson3a} runs them all. The same steps are unit tests in the
 * test folder, where each claim is an assertion.
 */
@NullMarked
package io.github.clip4j.examples.lesson3a;

import org.jspecify.annotations.NullMarked;
