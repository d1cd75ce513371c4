package io.github.clip4j.examples.serve;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests through that come from the server's own page, typed address or a program of this
 * machine, and refuses those that another web site makes a browser send.
 *
 * <p>Two ways in are closed. DNS rebinding: a foreign name that points to this machine's address
 * arrives with that name in {@code Host}, which must be one of ours. Cross-site requests: browsers
 * add {@code Origin} or {@code Sec-Fetch-Site}, which must not name another site.
 *
 * <p>Immutable and thread-safe.
 */
final class RequestGuard {
  private static final int MAX_ADDRESS = 8192;
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

  private final Set<String> hosts;

  /**
   * @param hosts the values of {@code Host} that mean this server, in lower case: {@code
   *     localhost:8765} and the like
   */
  RequestGuard(Set<String> hosts) {
    this.hosts = Set.copyOf(hosts);
  }

  /** Checks what can be known before the body is read. */
  void check(String method, URI address, Headers headers) throws Refusal {
    if (!METHODS.contains(method)) {
      throw new Refusal(Refusal.METHOD_NOT_ALLOWED, "only GET, HEAD and POST are answered");
    }
    if (address.toString().length() > MAX_ADDRESS) {
      throw new Refusal(
          Refusal.ADDRESS_TOO_LONG, "the address is longer than " + MAX_ADDRESS + " characters");
    }
    String host = only(headers, "Host");
    if (host == null || !hosts.contains(host.toLowerCase(Locale.ROOT))) {
      throw new Refusal(
          Refusal.MISDIRECTED, "this server answers to " + String.join(", ", hosts) + " only");
    }
    String origin = only(headers, "Origin");
    if (origin != null && !isOwn(origin)) {
      throw new Refusal(Refusal.FORBIDDEN, "requests from other web sites are refused");
    }
    String site = only(headers, "Sec-Fetch-Site");
    boolean opensPage = "GET".equals(method) && "/".equals(address.getPath());
    if (site != null && !OWN_SITE.contains(site) && !opensPage) {
      throw new Refusal(Refusal.FORBIDDEN, "requests from other web sites are refused");
    }
  }

  private boolean isOwn(String origin) {
    String lower = origin.toLowerCase(Locale.ROOT);
    return lower.startsWith("http://") && hosts.contains(lower.substring("http://".length()));
  }

  /** A header's value; two values are as bad as a wrong one. */
  private static @Nullable String only(Headers headers, String name) throws Refusal {
    List<String> values = headers.get(name);
    if (values == null) {
      return null;
    }
    if (values.size() != 1) {
      throw Refusal.bad("the header " + name + " must occur once");
    }
    return values.get(0).strip();
  }
}
