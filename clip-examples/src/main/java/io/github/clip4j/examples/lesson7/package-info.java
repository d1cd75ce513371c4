/**
 * Lesson 7: honest scores. Why a good match has a cosine of 0.2 to 0.3, what the softmax says and
 * what it hides, and how a model may answer "none of these". Start with {@link
 * io.github.clip4j.examples.lesson7.Lesson7}.
 */
@NullMarked
package io.github.clip4j.examples.lesson7;

import org.jspecify.annotations.NullMarked;
