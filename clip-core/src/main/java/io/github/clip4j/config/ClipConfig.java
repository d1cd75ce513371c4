package io.github.clip4j.config;

/**
 * The architecture of one CLIP model.
 *
 * @param embedDim length of image and text vectors
 * @param vision the image tower
 * @param text the text tower
 */
public record ClipConfig(int embedDim, VisionConfig vision, TextConfig text) {}
