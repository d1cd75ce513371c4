/**
 * What is in this file, and may I trust it? Weight files are read here: safetensors, PyTorch zip
 * checkpoints and OpenAI's TorchScript files (as containers of weights only). Every file is treated
 * as hostile: lengths are checked against the real file before anything is allocated, and a pickle
 * is data, never code. Start with {@link io.github.clip4j.weights.WeightReader}.
 *
 * <p>Formats: safetensors' README; PKWARE's APPNOTE for the zip; Python's {@code pickletools.py}
 * and torch's {@code _weights_only_unpickler.py} for the pickle. Faults and their codes are listed
 * in {@code docs/CHECKPOINTS.md}; each is a test from hand-built bytes, and {@code golden/weights}
 * and {@code golden/models} hold files that torch and safetensors wrote.
 */
@NullMarked
package io.github.clip4j.weights;

import org.jspecify.annotations.NullMarked;
