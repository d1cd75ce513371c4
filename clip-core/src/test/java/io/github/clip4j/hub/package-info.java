/**
 * Tests of the hub against {@link io.github.clip4j.hub.LoopbackHub}, a server in this process that
 * speaks the hub's protocol and can lie, cut, stall and redirect. Nothing leaves the machine, and
 * no test waits: the time between tries is injected.
 */
@NullMarked
package io.github.clip4j.hub;

import org.jspecify.annotations.NullMarked;
