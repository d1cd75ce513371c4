package io.github.clip4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.HubException;
import io.github.clip4j.hub.LoopbackHub.Answer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A hub that speaks TLS")
@SuppressWarnings("NullAway.Init")
final class HubTlsTest extends HubTestBase {
  private static final String TOKEN = "hf_secret";

  private LoopbackTls tls;
  private LoopbackHub secure;

  @BeforeEach
  void startSecureHub() throws Exception {
    tls = LoopbackTls.in(folder);
    secure = new LoopbackHub(tls.context().getServerSocketFactory());
    secure.put(WEIGHTS, hub.content(WEIGHTS)).put(CONFIG, hub.content(CONFIG));
  }

  @AfterEach
  void stopSecureHub() throws IOException {
    secure.close();
  }

  private HubClient client() {
    Proxies none = Proxies.of(Map.of(), name -> null, null);
    HubRuntime runtime =
        secure.runtime(HubRuntime.newHttpClient(none).sslContext(tls.context()).build());
    return new HubClient(secure.settings(folder).withToken(TOKEN), runtime, progress -> {});
  }

  @Test
  void may_send_a_download_down_to_plain_http_on_this_machine_which_sees_no_token()
      throws IOException {
    assertThat(secure.endpoint().getScheme()).isEqualTo("https");
    assertThat(client().file(LoopbackHub.REPO, "main", WEIGHTS))
        .hasBinaryContent(hub.content(WEIGHTS));
    assertThat(secure.count("GET", true)).isEqualTo(1);
    assertThat(secure.requests())
        .filteredOn(LoopbackHub.Request::toCdn)
        .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("authorization"));
  }

  @Test
  void may_not_send_a_download_down_to_plain_http_elsewhere() throws IOException {
    secure.fault =
        request ->
            request.method().equals("GET")
                ? Answer.status(302, "Location", "http://cdn.example/blob?Signature=SECRET")
                : null;
    assertThatThrownBy(() -> client().file(LoopbackHub.REPO, "main", WEIGHTS))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.code()).isEqualTo("HUB_REDIRECT"))
        .hasMessageContaining("from https to http at http://cdn.example/blob")
        .hasMessageNotContaining("SECRET")
        .hasMessageNotContaining(TOKEN);
    // Not tried again: a server that says so once says so always.
    assertThat(secure.count("GET", false)).isEqualTo(1);
    assertNoPartialFile();
  }

  @Test
  void with_a_certificate_that_nobody_trusts_is_not_asked_anything() {
    HubClient client = hub.client(hub.settings(folder).withEndpoint(secure.endpoint()));
    assertThatThrownBy(() -> client.file(LoopbackHub.REPO, "main", CONFIG))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("TLS failed");
    assertThat(secure.requests()).isEmpty();
  }
}
