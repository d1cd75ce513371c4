/*
 * A small trained CLIP, as files: weights, configuration, example pictures, model card. There are
 * no classes; {@code io.github.clip4j} finds the files when this module is resolved, and an open
 * module lets it read them.
 */
open module io.github.clip4j.starter {}
