package io.github.clip4j.hub;

import io.github.clip4j.errors.HubException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy a request goes through. What Java itself was told (system properties, {@code
 * java.net.useSystemProxies}, a selector that the program installed) comes first, then the
 * variables that Python's programs and curl read: {@code https_proxy}, {@code http_proxy}, {@code
 * all_proxy}, {@code no_proxy}, each also in upper case; the lower-case form wins. This machine is
 * always reached directly. A password in a proxy's address is sent to that proxy and never printed.
 */
final class Proxies extends ProxySelector {
  private static final String[] JAVA_PROPERTIES = {
    "https.proxyHost", "http.proxyHost", "socksProxyHost", "java.net.useSystemProxies"
  };

  private final Map<String, String> env;
  private final boolean javaWasTold;
  private final @Nullable ProxySelector ofJava;
  private final NoProxy noProxy;

  private Proxies(
      Map<String, String> env, boolean javaWasTold, @Nullable ProxySelector ofJava, NoProxy none) {
    this.env = env;
    this.javaWasTold = javaWasTold;
    this.ofJava = ofJava;
    this.noProxy = none;
  }

  /** The proxies of this process. */
  static Proxies system() {
    return of(System.getenv(), System::getProperty, ProxySelector.getDefault());
  }

  static Proxies of(
      Map<String, String> env,
      Function<String, @Nullable String> property,
      @Nullable ProxySelector ofJava) {
    boolean told = false;
    for (String name : JAVA_PROPERTIES) {
      String value = property.apply(name);
      told |= value != null && !value.isBlank() && !value.equals("false");
    }
    String exceptions = variable(env, "no_proxy").map(Variable::value).orElse("");
    return new Proxies(Map.copyOf(env), told, ofJava, NoProxy.parse(exceptions));
  }

  private record Variable(String name, String value) {}

  /**
   * A proxy of the environment.
   *
   * @param source the variable's name
   * @param authorization the value of the header Proxy-Authorization, or null
   * @param problem why it cannot be used, or null
   */
  private record Found(
      String source,
      String host,
      int port,
      @Nullable String authorization,
      @Nullable String problem) {
    @Override
    public String toString() {
      String login = authorization == null ? "" : ", with a log-in";
      return host + ":" + port + " (" + source + login + ")";
    }
  }

  @Override
  public List<Proxy> select(URI uri) {
    List<Proxy> java = selectedByJava(uri);
    if (javaWasTold || java.stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT)) {
      return java.isEmpty() ? List.of(Proxy.NO_PROXY) : java;
    }
    Found found = inEnvironment(uri);
    return found == null || found.problem() != null
        ? List.of(Proxy.NO_PROXY)
        : List.of(
            new Proxy(
                Proxy.Type.HTTP, InetSocketAddress.createUnresolved(found.host(), found.port())));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    if (ofJava != null) {
      ofJava.connectFailed(uri, address, failure);
    }
  }

  /**
   * The value of the header Proxy-Authorization for a request.
   *
   * @throws HubException if the proxy that the environment names cannot be used: going around it
   *     would be what nobody asked for
   */
  Optional<String> authorization(URI uri) throws HubException {
    Found found = isFromJava(uri) ? null : inEnvironment(uri);
    if (found == null) {
      return Optional.empty();
    }
    if (found.problem() != null) {
      throw new HubException("HUB_PROXY", found.source() + " " + found.problem(), null);
    }
    return Optional.ofNullable(found.authorization());
  }

  /** The way of a request, in words and without passwords; empty where it goes directly. */
  Optional<String> describe(URI uri) {
    if (isFromJava(uri)) {
      return select(uri).stream()
          .filter(proxy -> proxy.type() != Proxy.Type.DIRECT)
          .findFirst()
          .map(proxy -> shown(proxy.address()) + " (Java's settings)");
    }
    return Optional.ofNullable(inEnvironment(uri))
        .map(
            found ->
                found.problem() == null
                    ? found.toString()
                    : found.source() + " " + found.problem());
  }

  private boolean isFromJava(URI uri) {
    return javaWasTold
        || selectedByJava(uri).stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
  }

  private List<Proxy> selectedByJava(URI uri) {
    return ofJava == null ? List.of() : ofJava.select(uri);
  }

  private @Nullable Found inEnvironment(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (Redirects.isLoopback(uri) || noProxy.matches(uri)) {
      return null;
    }
    Optional<Variable> variable = variable(env, scheme + "_proxy");
    if (variable.isEmpty()) {
      variable = variable(env, "all_proxy");
    }
    return variable.filter(found -> !found.value().isEmpty()).map(Proxies::parse).orElse(null);
  }

  /** The lower-case form wins even if it is empty, which is how a proxy is switched off. */
  private static Optional<Variable> variable(Map<String, String> env, String name) {
    for (String spelling : new String[] {name, name.toUpperCase(Locale.ROOT)}) {
      String value = env.get(spelling);
      if (value != null) {
        return Optional.of(new Variable(spelling, value.strip()));
      }
    }
    return Optional.empty();
  }

  private static Found parse(Variable variable) {
    String value =
        variable.value().contains("://") ? variable.value() : "http://" + variable.value();
    URI uri;
    try {
      uri = new URI(value);
    } catch (URISyntaxException e) {
      // Its message holds the value, and that may hold a password.
      return unusable(variable, "is no address of the form http://host:port");
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http")) {
      return unusable(
          variable,
          "names a proxy of the kind " + scheme + "; Java's client knows http://host:port only");
    }
    if (uri.getHost() == null) {
      return unusable(variable, "is no address of the form http://host:port");
    }
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    String authorization = null;
    if (uri.getRawUserInfo() != null) {
      String login;
      try {
        login = URLDecoder.decode(uri.getRawUserInfo().replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        return unusable(variable, "has a malformed user or password");
      }
      authorization =
          "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }
    return new Found(variable.name(), uri.getHost(), port, authorization, null);
  }

  private static Found unusable(Variable variable, String problem) {
    return new Found(variable.name(), "", 0, null, problem);
  }

  private static String shown(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet.getHostString() + ":" + inet.getPort()
        : String.valueOf(address);
  }
}
