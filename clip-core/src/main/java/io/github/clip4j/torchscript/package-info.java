/**
 * How a checkpoint becomes something that libtorch runs, without Python: a TorchScript archive with
 * the methods {@code encode_image} and {@code encode_text}. Start with {@link
 * io.github.clip4j.torchscript.ArchiveWriter}. The class text of each architecture lies in the
 * resources beside this package ({@code clip.py}, {@code vit.py}, {@code resnet.py}, {@code
 * text.py}, {@code block.py}). The container is described in PyTorch's {@code
 * torch/csrc/jit/docs/serialization.md}; expected vectors for the tests come from open_clip.
 */
@NullMarked
package io.github.clip4j.torchscript;

import org.jspecify.annotations.NullMarked;
