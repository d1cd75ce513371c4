/**
 * Where a checkpoint is put together: the weight file, its configuration and its preprocessing are
 * found, the names of every layout become one dialect, and all tensors are checked against the
 * architecture before anything is built from them. Start with {@link
 * io.github.clip4j.checkpoint.Checkpoint}.
 */
@NullMarked
package io.github.clip4j.checkpoint;

import org.jspecify.annotations.NullMarked;
