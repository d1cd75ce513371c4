package io.github.clip4j.hub;

import io.github.clip4j.errors.HubException;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a request may be sent on to, and which hosts may see the token. */
final class Redirects {
  static final int LIMIT = 5;

  private Redirects() {}

  /**
   * The target of a redirect.
   *
   * @throws HubException if it is no address, or if it leaves https for http on another machine
   */
  static URI follow(URI from, String location) throws HubException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new HubException(
          "HUB_REDIRECT", shown(from) + " redirects to something that is no address", e);
    }
    String scheme = lower(to.getScheme());
    boolean isWeb = scheme.equals("https") || scheme.equals("http");
    if (!isWeb || to.getHost() == null) {
      throw new HubException(
          "HUB_REDIRECT", shown(from) + " redirects to no web address: " + shown(to), null);
    }
    if (lower(from.getScheme()).equals("https") && scheme.equals("http") && !isLoopback(to)) {
      throw new HubException(
          "HUB_REDIRECT",
          shown(from) + " redirects from https to http at " + shown(to) + ": refused",
          null);
    }
    return to;
  }

  /** Whether a location stays on the same host, as for a renamed repository. */
  static boolean isRelative(URI from, String location) {
    try {
      return sameOrigin(from, from.resolve(location));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether the token may go there: the endpoint itself, over https unless on this machine. */
  static boolean maySeeToken(URI endpoint, URI target) {
    return sameOrigin(endpoint, target)
        && (lower(target.getScheme()).equals("https") || isLoopback(target));
  }

  /** An address for people: without user, query and fragment, which may be secrets. */
  static String shown(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return lower(uri.getScheme()) + "://" + uri.getHost() + port + uri.getRawPath();
  }

  private static boolean sameOrigin(URI a, URI b) {
    return lower(a.getScheme()).equals(lower(b.getScheme()))
        && lower(a.getHost()).equals(lower(b.getHost()))
        && port(a) == port(b);
  }

  static boolean isLoopback(URI uri) {
    String host = lower(uri.getHost());
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : lower(uri.getScheme()).equals("https") ? 443 : 80;
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }
}
