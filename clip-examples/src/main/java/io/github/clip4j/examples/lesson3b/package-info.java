/**
 * Lesson 3b: a museum's collection. Its list is read, its pictures are fetched, each becomes a
 * vector; then the collection is drawn as a map, searched by picture and by words, and labelled
 * without any training. Start with {@link io.github.clip4j.examples.lesson3b.Lesson3b}.
 */
@NullMarked
package io.github.clip4j.examples.lesson3b;

import org.jspecify.annotations.NullMarked;
