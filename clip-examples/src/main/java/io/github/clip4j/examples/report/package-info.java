/**
 * What the lessons draw with: {@link io.github.clip4j.examples.report.Charts} makes plots as PNG,
 * {@link io.github.clip4j.examples.report.HtmlPage} a self-contained page where many pictures are
 * compared, {@link io.github.clip4j.examples.report.PictureMap} a map of pictures by their
 * similarity, {@link io.github.clip4j.examples.report.Thumbnail} and {@link
 * io.github.clip4j.examples.report.Pixels} make pictures for them, {@link
 * io.github.clip4j.examples.report.OutputFolder} says where all of it goes.
 */
@NullMarked
package io.github.clip4j.examples.report;

import org.jspecify.annotations.NullMarked;
