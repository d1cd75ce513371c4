package io.github.clip4j.hub;

import io.github.clip4j.errors.HubException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What to tell people about an answer that is not the file, and what they can do. */
final class HttpAnswers {
  private HttpAnswers() {}

  static String explain(int status, URI uri, String label) {
    return String.format(
        Locale.ROOT,
        "%s: HTTP %d from %s: %s",
        label,
        status,
        Redirects.shown(uri),
        remedy(status, ""));
  }

  /**
   * What a status means for somebody who asked for a model.
   *
   * @param errorCode the hub's own word in {@code X-Error-Code}, or empty
   */
  static String remedy(int status, String errorCode) {
    if (errorCode.equals("GatedRepo")) {
      return "the model is gated: accept its licence on its page, then set HF_TOKEN to a token of"
          + " that account";
    }
    if (errorCode.equals("RevisionNotFound")) {
      return "the repository has no such branch, tag or commit";
    }
    if (errorCode.equals("RepoNotFound")) {
      return "no such repository, or a private one: check the name, or set HF_TOKEN";
    }
    return switch (status) {
      case 401 -> "no such repository, or a private one: check the name, or set HF_TOKEN";
      case 403 ->
          "refused: the model may be gated; accept its licence on its page, then set"
              + " HF_TOKEN to a token of that account";
      case 404 -> "no such repository, revision or file";
      case 407 ->
          "the proxy wants a log-in: write http://user:password@host:port into HTTPS_PROXY; for"
              + " https Java must also be started with -Djdk.http.auth.tunneling.disabledSchemes="
              + " (nothing after the equals sign)";
      case 408, 429 -> "too many requests: try again later, or set HF_TOKEN";
      case 500, 502, 503, 504 -> "the server has trouble: try again later";
      default -> "unexpected answer";
    };
  }

  /** A connection that could not be made or broke. */
  static HubException unreachable(URI uri, IOException cause, Optional<String> proxy) {
    String reason = cause.getMessage() == null ? "" : ": " + cause.getMessage();
    String what;
    if (cause instanceof ConnectException) {
      boolean unknownHost = cause.getCause() instanceof UnresolvedAddressException;
      what = unknownHost ? "unknown host" : "no connection" + reason;
    } else if (cause instanceof HttpTimeoutException) {
      what = "timeout" + reason;
    } else if (cause instanceof SSLException) {
      what = "TLS failed" + reason + "; a proxy's certificate may be missing from the JDK";
    } else {
      what = cause.getClass().getSimpleName().toLowerCase(Locale.ROOT) + reason;
    }
    return new HubException(
        "HUB_NETWORK",
        String.format(
            Locale.ROOT,
            "%s cannot be reached%s (%s); check the network, or the proxy (HTTPS_PROXY, -Dhttps.proxyHost), or HF_ENDPOINT; with HF_HUB_OFFLINE=1 only the cache is used",
            Redirects.shown(uri),
            proxy.map(way -> " through the proxy " + way).orElse(""),
            what),
        cause);
  }
}
