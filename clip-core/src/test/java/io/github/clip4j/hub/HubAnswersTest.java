package io.github.clip4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.clip4j.errors.HubException;
import io.github.clip4j.errors.HubHttpException;
import io.github.clip4j.hub.LoopbackHub.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An answer that is not the file")
final class HubAnswersTest extends HubTestBase {
  private static final String TOKEN = "hf_secret";

  private HubHttpException refusal(String repository, String revision, String file) {
    HubClient client = hub.client(hub.settings(folder).withToken(TOKEN));
    HubHttpException refusal =
        catchThrowableOfType(HubHttpException.class, () -> client.file(repository, revision, file));
    assertThat(refusal).isNotNull().hasMessageNotContaining(TOKEN);
    assertThat(refusal).hasMessageNotContaining("Signature");
    return refusal;
  }

  @Test
  void of_401_says_that_the_name_is_wrong_or_the_token_is_missing() {
    HubHttpException refusal = refusal("owner/unknown", "main", CONFIG);
    assertThat(refusal.status()).isEqualTo(401);
    assertThat(refusal).hasMessageContaining("owner/unknown").hasMessageContaining("HF_TOKEN");
    assertThat(hub.requests()).hasSize(1);
  }

  @Test
  void of_403_says_to_accept_the_licence() {
    hub.fault = request -> Answer.status(403, "X-Error-Code", "GatedRepo");
    HubHttpException refusal = refusal(LoopbackHub.REPO, "main", CONFIG);
    assertThat(refusal.status()).isEqualTo(403);
    assertThat(refusal).hasMessageContaining("licence").hasMessageContaining("HF_TOKEN");
  }

  @Test
  void of_403_from_the_cdn_shows_no_signature() {
    hub.fault = request -> request.toCdn() ? Answer.status(403) : null;
    assertThat(refusal(LoopbackHub.REPO, "main", WEIGHTS).status()).isEqualTo(403);
  }

  @Test
  void of_an_unknown_revision_names_it() {
    HubHttpException refusal = refusal(LoopbackHub.REPO, "v9", CONFIG);
    assertThat(refusal.status()).isEqualTo(404);
    assertThat(refusal).hasMessageContaining("v9").hasMessageContaining("branch, tag or commit");
  }

  @Test
  void of_an_absent_file_names_it_and_is_remembered() {
    HubHttpException refusal = refusal(LoopbackHub.REPO, "main", "no.bin");
    assertThat(refusal.status()).isEqualTo(404);
    assertThat(refusal).hasMessageContaining("no.bin");
    hub.forget();
    assertThat(refusal(LoopbackHub.REPO, LoopbackHub.COMMIT, "no.bin").status()).isEqualTo(404);
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void of_503_is_asked_again_after_longer_and_longer_waits() throws IOException {
    AtomicInteger tries = new AtomicInteger();
    hub.fault = request -> tries.getAndIncrement() < 3 ? Answer.status(503) : null;
    assertThat(fetch(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
    assertThat(hub.sleeps())
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
  }

  @Test
  void of_503_without_end_is_given_up_after_five_more_tries() {
    hub.fault = request -> Answer.status(503);
    assertThat(refusal(LoopbackHub.REPO, "main", WEIGHTS).status()).isEqualTo(503);
    assertThat(hub.requests()).hasSize(6);
  }

  @Test
  void of_429_is_asked_again_after_the_time_that_the_server_wants() throws IOException {
    AtomicInteger tries = new AtomicInteger();
    hub.fault =
        request ->
            switch (tries.getAndIncrement()) {
              case 0 -> Answer.status(429, "Retry-After", "7");
              case 1 -> Answer.status(429, "RateLimit", "\"api\";r=0;t=55");
              default -> null;
            };
    fetch(WEIGHTS);
    assertThat(hub.sleeps()).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(55));
  }

  @Test
  void of_429_with_a_date_is_asked_again_then() throws IOException {
    AtomicInteger tries = new AtomicInteger();
    hub.fault =
        request ->
            switch (tries.getAndIncrement()) {
              case 0 ->
                  Answer.status(
                      429,
                      "Date",
                      "Wed, 21 Oct 2015 07:28:00 GMT",
                      "Retry-After",
                      "Wed, 21 Oct 2015 07:28:09 GMT");
              // Long past, and no date at all: at once, and after the usual time.
              case 1 -> Answer.status(503, "Retry-After", "Wed, 21 Oct 2015 07:28:09 GMT");
              case 2 -> Answer.status(503, "Retry-After", "tomorrow");
              default -> null;
            };
    fetch(WEIGHTS);
    assertThat(hub.sleeps())
        .containsExactly(Duration.ofSeconds(9), Duration.ZERO, Duration.ofSeconds(4));
  }

  @Test
  void of_429_that_wants_an_hour_is_not_waited_for() {
    hub.fault = request -> Answer.status(429, "Retry-After", "3600");
    assertThat(refusal(LoopbackHub.REPO, "main", WEIGHTS).status()).isEqualTo(429);
    assertThat(hub.sleeps()).isEmpty();
  }

  @Test
  void of_a_log_in_page_is_not_taken_for_a_file() {
    hub.fault = request -> Answer.of(200, Map.of("Content-Type", "text/html"), new byte[9]);
    assertThatThrownBy(() -> fetch(CONFIG))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("lacks the hub's headers");
  }

  @Test
  void with_an_etag_that_leads_out_of_the_cache_is_refused() {
    for (String etag : new String[] {"../../evil", "..", "a/b", ".hidden", "a\\b", ""}) {
      hub.fault = request -> hub.sound(request).with("X-Linked-Etag", '"' + etag + '"');
      assertThatThrownBy(() -> fetch(WEIGHTS)).as(etag).isInstanceOf(HubException.class);
    }
  }

  @Test
  void because_nobody_listens_names_the_address_and_the_proxy_setting() throws IOException {
    URI endpoint = hub.endpoint();
    hub.close();
    HubClient client = hub.client(hub.settings(folder).withEndpoint(endpoint));
    assertThatThrownBy(() -> client.file(LoopbackHub.REPO, "main", CONFIG))
        .isInstanceOf(HubException.class)
        .hasMessageContaining(endpoint.toString())
        .hasMessageContaining("https.proxyHost");
    assertThat(hub.sleeps()).hasSize(5);
  }

  @Test
  void while_a_copy_is_cached_is_no_reason_to_wait_or_fail() throws IOException {
    fetch(WEIGHTS);
    hub.forget();
    hub.fault = request -> Answer.status(503);
    assertThat(fetch(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
    assertThat(hub.sleeps()).isEmpty();
  }

  @Test
  void to_an_interrupted_thread_ends_and_keeps_the_interrupt() {
    hub.fault = request -> hub.sound(request).pausing(Duration.ofSeconds(60));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> fetch(WEIGHTS))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
