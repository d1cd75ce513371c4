/**
 * What all lessons share. A lesson is a class with {@code main}, to run from an IDE, and {@code
 * run}, which takes a {@link io.github.clip4j.examples.course.LessonRun}: the model, where to
 * print, where to read answers, where to draw. {@link
 * io.github.clip4j.examples.course.SampleCollection} has drawings to work on without a network.
 */
@NullMarked
package io.github.clip4j.examples.course;

import org.jspecify.annotations.NullMarked;
