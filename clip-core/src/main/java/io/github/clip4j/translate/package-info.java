/**
 * CLIP as pieces of Deep Java Library: {@link ai.djl.translate.Translator}s that turn pictures and
 * texts into the tensors of a CLIP archive and its output back into vectors. They serve people who
 * hold their own {@link ai.djl.repository.zoo.Criteria} and {@link ai.djl.inference.Predictor};
 * start with {@link io.github.clip4j.translate.ImageTranslator} and {@link
 * io.github.clip4j.translate.TextTranslator}. This package is the one owner of DJL's {@code
 * module_method:} convention.
 */
@NullMarked
package io.github.clip4j.translate;

import org.jspecify.annotations.NullMarked;
