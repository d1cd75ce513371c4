/**
 * Lesson 4: labels without training. How the sentence around a label changes the answer, and why
 * the mean of many sentences is better than most of them. Start with {@link
 * io.github.clip4j.examples.lesson4.Lesson4}.
 */
@NullMarked
package io.github.clip4j.examples.lesson4;

import org.jspecify.annotations.NullMarked;
