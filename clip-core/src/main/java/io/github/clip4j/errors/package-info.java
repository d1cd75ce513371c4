/**
 * What can go wrong: every exception type that this library throws for files, pictures, networks
 * and engines. Each carries a stable {@linkplain io.github.clip4j.errors.ClipException#code() code}
 * for programs and a message for people. Mistakes of the caller are {@link
 * IllegalArgumentException}s instead.
 */
@NullMarked
package io.github.clip4j.errors;

import org.jspecify.annotations.NullMarked;
