/**
 * A web page for looking through an index: words or a picture in, pictures out. Start with {@link
 * io.github.clip4j.examples.serve.SearchServer}.
 *
 * <p>The way of a request: {@code RequestGuard} refuses what does not come from the page itself,
 * {@code Exchange} reads the address and the body within limits, {@code SearchApi} answers with
 * JSON, {@code PreviewApi} with pictures, {@code PageFiles} with the page. The page itself is three
 * resource files beside this package. docs/SERVE.md lists the addresses and the limits.
 */
@NullMarked
package io.github.clip4j.examples.serve;

import org.jspecify.annotations.NullMarked;
