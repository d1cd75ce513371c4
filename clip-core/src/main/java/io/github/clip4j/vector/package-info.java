/**
 * Arithmetic on vectors: how alike are two pictures, a picture and a text, a query and a thousand
 * rows. Start with {@link io.github.clip4j.vector.VectorMath}; {@link io.github.clip4j.vector.TopK}
 * finds the best rows, {@link io.github.clip4j.vector.SimilarityFunction} says what "best" means,
 * and {@link io.github.clip4j.vector.ExactIndex} keeps many rows for many searches, as floats,
 * bytes or bits. {@link io.github.clip4j.vector.PrincipalComponents} draws many dimensions in two.
 *
 * <p>Everything takes plain {@code float[]} (one vector) or {@code float[][]} (a vector a row) and
 * knows nothing of models or engines. Sums are kept in double precision, so no vector of finite
 * floats can overflow or vanish on the way to its cosine. The tests are the lesson: algebra first
 * (orthogonal is 0, opposite is -1, scale does not matter), then a naive twin on random data.
 */
@NullMarked
package io.github.clip4j.vector;

import org.jspecify.annotations.NullMarked;
