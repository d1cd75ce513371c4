/** What holds for all that the published modules offer; each module's own tests see only itself. */
@NullMarked
package io.github.clip4j.examples.api;

import org.jspecify.annotations.NullMarked;
