/**
 * How good is a CLIP model at finding the right picture and the right name? The one fixed
 * evaluation of the starter, run through the library instead of Python.
 *
 * <p>Start with {@link io.github.clip4j.examples.evaluation.StarterEvaluation}. The measures are in
 * {@link io.github.clip4j.examples.evaluation.Ranking}; the inputs are files that {@code
 * tools/starter/evaluation_set.py} writes, and {@code tools/starter/README.md} describes.
 */
@NullMarked
package io.github.clip4j.examples.evaluation;

import org.jspecify.annotations.NullMarked;
