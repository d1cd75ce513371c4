package io.github.clip4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.HubException;
import io.github.clip4j.hub.LoopbackHub.Answer;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A redirect")
final class HubRedirectTest extends HubTestBase {
  private static final String TOKEN = "hf_secret";
  private static final URI HUB = URI.create("https://hub.example");

  private HubClient withToken() {
    return hub.client(hub.settings(folder).withToken(TOKEN));
  }

  @Test
  void to_another_port_is_not_shown_the_token() throws IOException {
    withToken().file(LoopbackHub.REPO, "main", WEIGHTS);
    assertThat(hub.requests())
        .filteredOn(request -> !request.toCdn())
        .isNotEmpty()
        .allSatisfy(
            request ->
                assertThat(request.headers()).containsEntry("authorization", "Bearer " + TOKEN));
    assertThat(hub.requests())
        .filteredOn(request -> request.toCdn())
        .isNotEmpty()
        .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("authorization"));
  }

  @Test
  void on_the_same_host_is_followed_as_for_a_renamed_repository() throws IOException {
    hub.fault =
        request ->
            request.path().startsWith("/old/name/")
                ? Answer.status(
                    307, "Location", request.path().replace("/old/name/", "/owner/model/"))
                : null;
    assertThat(withToken().file("old/name", "main", CONFIG)).hasBinaryContent(hub.content(CONFIG));
  }

  @Test
  void in_a_circle_ends() throws IOException {
    hub.fault = request -> Answer.status(302, "Location", request.path());
    assertThatThrownBy(() -> fetch(WEIGHTS))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("too many redirects");
    assertThat(hub.requests()).hasSize(Redirects.LIMIT + 1);
  }

  @Test
  void from_https_to_http_is_refused_unless_it_stays_on_this_machine() throws IOException {
    assertThatThrownBy(() -> Redirects.follow(HUB, "http://cdn.example/f?Signature=SECRET"))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("refused")
        .hasMessageNotContaining("SECRET");
    assertThat(Redirects.follow(HUB, "http://127.0.0.1:8080/f"))
        .isEqualTo(URI.create("http://127.0.0.1:8080/f"));
    assertThat(Redirects.follow(HUB, "//cdn.example/f"))
        .isEqualTo(URI.create("https://cdn.example/f"));
  }

  @Test
  void to_something_that_is_no_web_address_is_refused() {
    for (String location : new String[] {"file:///etc/passwd", "ftp://a/b", "http:///x", "::::"}) {
      assertThatThrownBy(() -> Redirects.follow(HUB, location))
          .as(location)
          .isInstanceOf(HubException.class)
          .extracting(e -> ((HubException) e).code())
          .isEqualTo("HUB_REDIRECT");
    }
  }

  @Test
  void shows_the_token_to_the_endpoint_alone_and_never_over_http() {
    URI endpoint = URI.create("https://hub.example");
    assertThat(Redirects.maySeeToken(endpoint, URI.create("https://HUB.example:443/a"))).isTrue();
    assertThat(Redirects.maySeeToken(endpoint, URI.create("https://hub.example:444/a"))).isFalse();
    assertThat(Redirects.maySeeToken(endpoint, URI.create("https://hub.example.evil/a"))).isFalse();
    assertThat(Redirects.maySeeToken(endpoint, URI.create("http://hub.example/a"))).isFalse();
    URI plain = URI.create("http://intranet");
    assertThat(Redirects.maySeeToken(plain, URI.create("http://intranet/a"))).isFalse();
  }
}
