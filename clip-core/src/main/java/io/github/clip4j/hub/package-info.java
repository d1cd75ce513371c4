/**
 * Models by name: downloads from a Hugging Face hub into the cache that Python's {@code
 * huggingface_hub} uses too, and look-ups in that cache without a network.
 *
 * <p>Start with {@link io.github.clip4j.hub.ModelNames#resolve}, which turns a name into a local
 * folder or file. {@link io.github.clip4j.hub.HubClient} fetches single files, {@link
 * io.github.clip4j.hub.HubCache} knows the folder layout, {@link io.github.clip4j.hub.HubSettings}
 * reads the environment variables.
 *
 * <p>Layout of the cache: {@code models--owner--name/} with {@code blobs/<etag>}, {@code
 * refs/<branch>} (a commit as text), {@code snapshots/<commit>/<file>} (a link to the blob) and
 * {@code .no_exist/<commit>/<file>}, as the guide <a
 * href="https://huggingface.co/docs/huggingface_hub/guides/manage-cache">Manage your cache</a>
 * describes. The etag of a large file is the SHA-256 of its bytes and that of a small file the
 * SHA-1 of its git blob, so every download is checked by content.
 *
 * <p>This is the only package of the library that opens network connections.
 */
@NullMarked
package io.github.clip4j.hub;

import org.jspecify.annotations.NullMarked;
