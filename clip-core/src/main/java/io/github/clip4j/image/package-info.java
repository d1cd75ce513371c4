/**
 * Pictures to pixels to tensors, equal to the reference programs byte for byte. Start with {@link
 * io.github.clip4j.image.ImagePreprocessor}; what it does is said by {@link
 * io.github.clip4j.image.PreprocessConfig}.
 *
 * <p>The way of a picture: format by its first bytes, header, pixel limit, decoding by readers of
 * this package (no ImageIO registry, no temporary files), resize and crop as Pillow does them (two
 * passes, 8-bit fixed-point coefficients, only the rows and columns that the crop needs),
 * conversion to RGB, and normalisation to float32.
 *
 * <p>Knows nothing of DJL. The goldens under {@code src/test/resources/golden/images} were written
 * by Pillow, torchvision, open_clip and transformers; the script and the versions lie beside them.
 */
@NullMarked
package io.github.clip4j.image;

import org.jspecify.annotations.NullMarked;
