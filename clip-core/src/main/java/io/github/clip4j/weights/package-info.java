/**
 * Where weight files are read: safetensors, PyTorch zip checkpoints and OpenAI's TorchScript files
 * (as containers of weights only). Every file is treated as hostile: lengths are checked against
 * the real file before anything is allocated, and a pickle is data, never code. Start with {@link
 * io.github.clip4j.weights.TensorSource}.
 */
@NullMarked
package io.github.clip4j.weights;

import org.jspecify.annotations.NullMarked;
