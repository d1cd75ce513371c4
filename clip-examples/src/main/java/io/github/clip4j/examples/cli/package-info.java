/**
 * The {@code clip} command. Start with {@link io.github.clip4j.examples.cli.ClipCommand}; each
 * command is one class that calls only the library's public API, so it is also an example of it.
 *
 * <p>Results go to standard output, as text or as JSON (one object, or one a line); messages go to
 * standard error. Exit status 0 means done, 1 that the input or the model is at fault, 2 wrong
 * usage.
 */
@NullMarked
package io.github.clip4j.examples.cli;

import org.jspecify.annotations.NullMarked;
