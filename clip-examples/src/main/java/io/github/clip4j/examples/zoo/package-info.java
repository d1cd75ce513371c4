/**
 * A CLIP out of DJL's own model zoo with this library's translators: the classic way with {@code
 * Criteria}, for people who have such archives. Start with {@link
 * io.github.clip4j.examples.zoo.DjlZooClip}. It needs the network once.
 */
@NullMarked
package io.github.clip4j.examples.zoo;

import org.jspecify.annotations.NullMarked;
