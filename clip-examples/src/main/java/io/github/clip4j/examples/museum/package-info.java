/**
 * A museum's pictures: {@link io.github.clip4j.examples.museum.CollectionFile} reads the list that
 * an open museum interface exports, {@link io.github.clip4j.examples.museum.PictureDownloader}
 * fetches the pictures politely into a cache. Neither knows of CLIP.
 *
 * <p>The tests run against a server on this machine that cuts connections, asks to wait, redirects
 * in circles and sends pages instead of pictures.
 */
@NullMarked
package io.github.clip4j.examples.museum;

import org.jspecify.annotations.NullMarked;
