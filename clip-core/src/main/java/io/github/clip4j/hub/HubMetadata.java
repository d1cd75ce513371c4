package io.github.clip4j.hub;

import io.github.clip4j.errors.HubException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a hub tells about a file before sending it.
 *
 * @param commit the commit of the revision, 40 hexadecimal digits
 * @param etag the name of the content, safe as a file name
 * @param size the bytes, or -1 when the hub did not say
 */
record HubMetadata(String commit, String etag, long size) {
  private static final Pattern ETAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

  static HubMetadata of(HttpHeaders headers, URI uri) throws HubException {
    String commit = headers.firstValue("x-repo-commit").orElse("").toLowerCase(Locale.ROOT);
    String etag =
        bare(
            headers
                .firstValue("x-linked-etag")
                .orElseGet(() -> headers.firstValue("etag").orElse("")));
    if (!RepoId.isCommit(commit) || !ETAG.matcher(etag).matches() || etag.contains("..")) {
      throw new HubException(
          "HUB_METADATA",
          "the answer from "
              + Redirects.shown(uri)
              + " lacks the hub's headers (commit, etag): a proxy or a log-in page of the network"
              + " may have answered, or HF_ENDPOINT is no hub",
          null);
    }
    String length =
        headers
            .firstValue("x-linked-size")
            .orElseGet(() -> headers.firstValue("content-length").orElse(""));
    return new HubMetadata(commit, etag, length.matches("\\d{1,18}") ? Long.parseLong(length) : -1);
  }

  private static String bare(String etag) {
    String strong = etag.startsWith("W/") ? etag.substring(2) : etag;
    return strong.replace("\"", "");
  }
}
