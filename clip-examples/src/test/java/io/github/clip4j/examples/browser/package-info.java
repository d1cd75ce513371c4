/**
 * The pages of {@code clip gallery} and {@code clip serve} in a real browser, by mouse and keys.
 * Start with {@link io.github.clip4j.examples.browser.Tab}; protocol:
 * https://chromedevtools.github.io/devtools-protocol/ (version 1.3 of it).
 */
package io.github.clip4j.examples.browser;
