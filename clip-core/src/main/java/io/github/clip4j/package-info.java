/**
 * CLIP for Java: pictures and texts become vectors in one space. Start with {@link
 * io.github.clip4j.ClipModel}, which loads any CLIP checkpoint and encodes; {@link
 * io.github.clip4j.Embedding} is what comes out, {@link io.github.clip4j.ZeroShotClassifier} a
 * classifier made of nothing but label names, {@link io.github.clip4j.CheckpointConverter} the way
 * to keep the converted archive as a file.
 */
@NullMarked
package io.github.clip4j;

import org.jspecify.annotations.NullMarked;
