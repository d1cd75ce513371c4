package io.github.clip4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.clip4j.errors.HubException;
import io.github.clip4j.errors.HubHttpException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A proxy")
@SuppressWarnings("NullAway.Init")
final class HubProxyTest extends HubTestBase {
  private static final URI HUB = URI.create("http://hub.example");
  private static final URI SECURE_HUB = URI.create("https://hub.example");
  private static final String PASSWORD = "pass word";
  private static final String BASIC =
      "Basic "
          + Base64.getEncoder()
              .encodeToString(("ada:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

  private LoopbackProxy proxy;

  @BeforeEach
  void startProxy() {
    proxy = new LoopbackProxy(hub.endpoint());
  }

  @AfterEach
  void stopProxy() throws IOException {
    proxy.close();
  }

  private static Proxies environment(Map<String, String> env) {
    return Proxies.of(env, name -> null, null);
  }

  private HubClient client(Proxies proxies, URI endpoint) {
    HubRuntime runtime = hub.runtime(HubRuntime.newHttpClient(proxies).build());
    return new HubClient(hub.settings(folder).withEndpoint(endpoint), runtime, progress -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"})
  void of_the_environment_is_asked_for_the_hub(String variable) throws IOException {
    HubClient client = client(environment(Map.of(variable, "http://" + proxy)), HUB);
    assertThat(client.file(LoopbackHub.REPO, "main", CONFIG)).hasBinaryContent(hub.content(CONFIG));
    assertThat(proxy.requests())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains(" http://hub.example/owner/model/"));
    assertThat(client.route()).isEqualTo("through " + proxy + " (" + variable + ")");
  }

  @Test
  void that_java_was_told_comes_before_the_environment() throws IOException {
    ProxySelector java =
        ProxySelector.of(InetSocketAddress.createUnresolved("127.0.0.1", proxy.port()));
    Map<String, String> env = Map.of("HTTP_PROXY", "http://127.0.0.1:9");
    HubClient client = client(Proxies.of(env, name -> null, java), HUB);
    client.file(LoopbackHub.REPO, "main", CONFIG);
    assertThat(proxy.requests()).isNotEmpty();
    assertThat(client.route()).contains(proxy.toString()).contains("Java");
  }

  @Test
  void is_given_the_user_and_password_of_its_address_and_nobody_else_is() throws IOException {
    proxy.login = BASIC;
    String address = "http://ada:pass%20word@" + proxy;
    HubClient client = client(environment(Map.of("HTTP_PROXY", address)), HUB);
    client.file(LoopbackHub.REPO, "main", WEIGHTS);
    assertThat(hub.requests())
        .isNotEmpty()
        .allSatisfy(
            request -> assertThat(request.headers()).doesNotContainKey("proxy-authorization"));
    assertThat(client.route()).doesNotContain("pass").contains("with a log-in");
  }

  @Test
  void that_wants_a_log_in_is_an_error_with_the_remedy() {
    proxy.login = BASIC;
    HubClient client = client(environment(Map.of("HTTP_PROXY", "http://bob:wrong1@" + proxy)), HUB);
    HubHttpException refusal =
        catchThrowableOfType(
            HubHttpException.class, () -> client.file(LoopbackHub.REPO, "main", CONFIG));
    assertThat(refusal.status()).isEqualTo(407);
    assertThat(refusal)
        .hasMessageContaining("user:password")
        .hasMessageContaining("jdk.http.auth.tunneling.disabledSchemes")
        .hasMessageNotContaining("wrong1");
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void that_cannot_be_reached_is_named_without_its_password() throws IOException {
    int port = proxy.port();
    proxy.close();
    HubClient client =
        client(environment(Map.of("HTTP_PROXY", "http://ada:secret1@127.0.0.1:" + port)), HUB);
    assertThatThrownBy(() -> client.file(LoopbackHub.REPO, "main", CONFIG))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("through the proxy 127.0.0.1:" + port + " (HTTP_PROXY")
        .hasMessageNotContaining("secret1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks5://ada:secret1@127.0.0.1:1",
        "https://ada:secret1@127.0.0.1:1",
        "http://ada:sec ret1@h:1",
        "http://ada:secret1@:x",
        "http://ada:secret1%zz@h:1",
        "http://"
      })
  void that_java_cannot_use_is_an_error_and_is_not_gone_around(String address) {
    HubClient client = client(environment(Map.of("http_proxy", address)), HUB);
    assertThatThrownBy(() -> client.file(LoopbackHub.REPO, "main", CONFIG))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.code()).isEqualTo("HUB_PROXY"))
        .hasMessageContaining("http_proxy")
        .hasMessageNotContaining("ret1");
    assertThat(client.route()).doesNotContain("ret1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // address | https_proxy | HTTPS_PROXY | http_proxy | NO_PROXY | proxy's host
        "https://hub.example | low | up | plain | -                | low",
        "https://hub.example | -   | up | plain | -                | up",
        "http://hub.example  | low | up | plain | -                | plain",
        "https://hub.example | ''  | up | plain | -                | -",
        "https://hub.example | low | -  | -     | hub.example      | -",
        "https://hub.example | low | -  | -     | .example         | -",
        "https://hub.example | low | -  | -     | *.EXAMPLE, other | -",
        "https://hub.example | low | -  | -     | *                | -",
        "https://hub.example | low | -  | -     | ub.example       | low",
        "https://hub.example | low | -  | -     | hub.example:443  | -",
        "https://hub.example | low | -  | -     | hub.example:444  | low",
        "https://10.1.2.3    | low | -  | -     | 10.0.0.0/8       | -",
        "https://11.1.2.3    | low | -  | -     | 10.0.0.0/8       | low",
        "https://10.1.2.3    | low | -  | -     | 10.1.2.3         | -",
        "https://[fd00::1]   | low | -  | -     | fd00::/8         | -",
        "https://[fe80::1]   | low | -  | -     | fd00::/8,10.0.0.0/99 | low",
        "https://127.0.0.1   | low | -  | -     | -                | -",
        "http://localhost    | low | up | plain | -                | -",
        "https://[::1]       | low | -  | -     | -                | -",
      })
  void is_chosen_as_python_and_curl_do_and_never_for_this_machine(
      String address,
      @Nullable String lower,
      @Nullable String upper,
      @Nullable String plain,
      @Nullable String none,
      @Nullable String expected) {
    Map<String, String> env = new java.util.HashMap<>();
    put(env, "https_proxy", lower);
    put(env, "HTTPS_PROXY", upper);
    put(env, "http_proxy", plain);
    put(env, "NO_PROXY", none);
    Proxy chosen = environment(env).select(URI.create(address)).get(0);
    String host = chosen.address() instanceof InetSocketAddress inet ? inet.getHostString() : null;
    assertThat(host).isEqualTo(expected);
  }

  private static void put(Map<String, String> env, String name, @Nullable String value) {
    if (value != null) {
      env.put(name, value);
    }
  }

  @Test
  void that_java_is_told_to_go_around_for_a_host_is_gone_around() {
    ProxySelector direct = ProxySelector.of(null);
    Map<String, String> env = Map.of("HTTPS_PROXY", "http://up:1");
    Proxies told = Proxies.of(env, name -> name.equals("https.proxyHost") ? "java" : null, direct);
    assertThat(told.select(SECURE_HUB)).containsExactly(Proxy.NO_PROXY);
    Proxies untold = Proxies.of(env, name -> null, direct);
    assertThat(untold.select(SECURE_HUB).get(0).type()).isEqualTo(Proxy.Type.HTTP);
  }

  /** Everything real: another process, its environment and properties, TLS through a tunnel. */
  @Test
  void tunnels_tls_for_another_process_that_is_told_by_variable_or_by_property() throws Exception {
    LoopbackTls tls = LoopbackTls.in(folder);
    byte[] weights = hub.content(WEIGHTS);
    try (LoopbackHub secure = new LoopbackHub(tls.context().getServerSocketFactory());
        LoopbackProxy tunnel = new LoopbackProxy(secure.endpoint())) {
      secure.put(WEIGHTS, weights);
      tunnel.login = BASIC;
      String output =
          inAnotherProcess(
              "variable",
              tls,
              Map.of("HTTPS_PROXY", "http://ada:pass%20word@" + tunnel),
              "-Djdk.http.auth.tunneling.disabledSchemes=");
      assertThat(output).contains(LoopbackHub.sha256(weights)).doesNotContain("pass");
      assertThat(tunnel.requests()).contains("CONNECT hub.example:443 HTTP/1.1");
      assertThat(secure.count("HEAD", false)).isEqualTo(1);

      tunnel.login = null;
      String second =
          inAnotherProcess(
              "property",
              tls,
              Map.of("HTTPS_PROXY", "http://127.0.0.1:9"),
              "-Dhttps.proxyHost=127.0.0.1",
              "-Dhttps.proxyPort=" + tunnel.port());
      assertThat(second).contains(LoopbackHub.sha256(weights));
      assertThat(secure.count("HEAD", false)).isEqualTo(2);
    }
  }

  @Test
  void for_tls_wants_a_log_in_that_java_does_not_send_unless_told_so_the_remedy_says_how()
      throws Exception {
    LoopbackTls tls = LoopbackTls.in(folder);
    try (LoopbackHub secure = new LoopbackHub(tls.context().getServerSocketFactory());
        LoopbackProxy tunnel = new LoopbackProxy(secure.endpoint())) {
      tunnel.login = BASIC;
      Proxies proxies = environment(Map.of("https_proxy", "ada:pass%20word@" + tunnel));
      HubRuntime runtime =
          secure.runtime(HubRuntime.newHttpClient(proxies).sslContext(tls.context()).build());
      HubClient client =
          new HubClient(secure.settings(folder).withEndpoint(SECURE_HUB), runtime, progress -> {});
      assertThatThrownBy(() -> client.file(LoopbackHub.REPO, "main", CONFIG))
          .isInstanceOf(HubHttpException.class)
          .hasMessageContaining("-Djdk.http.auth.tunneling.disabledSchemes=")
          .hasMessageNotContaining("pass%20word")
          .hasMessageNotContaining(PASSWORD);
    }
  }

  private String inAnotherProcess(
      String name, LoopbackTls tls, Map<String, String> env, String... options) throws Exception {
    List<String> command = new ArrayList<>(HubProcess.java());
    command.add("-Djavax.net.ssl.trustStore=" + tls.store());
    command.add("-Djavax.net.ssl.trustStorePassword=" + LoopbackTls.PASSWORD);
    command.addAll(List.of(options));
    command.add(HubProcess.class.getName());
    command.add(SECURE_HUB.toString());
    command.add(folder.resolve(name).toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
    builder.environment().putAll(env);
    return HubProcess.output(builder.start(), Duration.ofSeconds(30));
  }
}
