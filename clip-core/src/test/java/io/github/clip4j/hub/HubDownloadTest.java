package io.github.clip4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.ChecksumMismatchException;
import io.github.clip4j.errors.HubException;
import io.github.clip4j.errors.HubHttpException;
import io.github.clip4j.hub.LoopbackHub.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A download")
final class HubDownloadTest extends HubTestBase {

  @Test
  void leaves_the_bytes_in_the_layout_that_python_reads() throws IOException {
    Path weights = fetch(WEIGHTS);
    Path config = fetch(CONFIG);

    String sha256 = LoopbackHub.sha256(hub.content(WEIGHTS));
    String gitSha1 = LoopbackHub.gitSha1(hub.content(CONFIG));
    Path model = folder.resolve("hub").resolve("models--owner--model");
    assertThat(weights)
        .isEqualTo(in(model, "snapshots", LoopbackHub.COMMIT, WEIGHTS))
        .hasBinaryContent(hub.content(WEIGHTS));
    assertThat(Files.readSymbolicLink(weights)).isEqualTo(Path.of("../../blobs/" + sha256));
    assertThat(Files.readSymbolicLink(config)).isEqualTo(Path.of("../../blobs/" + gitSha1));
    assertThat(in(model, "refs", "main")).hasContent(LoopbackHub.COMMIT);
    assertThat(in(folder, "hub", "CACHEDIR.TAG")).exists();
  }

  @Test
  void is_not_repeated_when_the_cache_has_the_file() throws IOException {
    fetch(WEIGHTS);
    hub.forget();
    fetch(WEIGHTS);
    assertThat(hub.count("HEAD", false)).isEqualTo(1);
    assertThat(hub.count("GET", false) + hub.count("GET", true)).isZero();
  }

  @Test
  void of_a_pinned_commit_asks_nothing_when_the_cache_has_the_file() throws IOException {
    fetch(WEIGHTS);
    hub.forget();
    hub.client(folder).file(LoopbackHub.REPO, LoopbackHub.COMMIT, WEIGHTS);
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void works_without_symbolic_links() throws IOException {
    HubClient client = hub.client(hub.settings(folder).withSymlinks(false));
    Path weights = client.file(LoopbackHub.REPO, "main", WEIGHTS);
    assertThat(weights).isRegularFile().hasBinaryContent(hub.content(WEIGHTS));
    assertThat(Files.isSymbolicLink(weights)).isFalse();
    hub.forget();
    client.file(LoopbackHub.REPO, LoopbackHub.COMMIT, WEIGHTS);
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void that_is_cut_after_every_k_bytes_resumes_until_it_is_whole() throws IOException {
    byte[] content = hub.content(WEIGHTS);
    for (int k = 1; k <= content.length; k += k < 20 ? 1 : 9) {
      int cut = k;
      hub.forget();
      hub.fault = request -> request.toCdn() ? hub.sound(request).cutAfter(cut) : null;
      Path cache = folder.resolve("cut" + k);
      Path file = hub.client(cache).file(LoopbackHub.REPO, "main", WEIGHTS);
      assertThat(file).as("cut after %d bytes", k).hasBinaryContent(content);
      List<Long> starts =
          hub.requests().stream().filter(r -> r.toCdn()).map(r -> r.from()).toList();
      assertThat(starts).as("cut after %d bytes", k).doesNotHaveDuplicates().isSorted();
    }
  }

  @Test
  void whose_server_ignores_the_range_starts_over() throws IOException {
    byte[] content = hub.content(WEIGHTS);
    for (int cut = 0; cut < content.length; cut += 7) {
      AtomicInteger gets = new AtomicInteger();
      int bytes = cut;
      hub.fault =
          request -> {
            if (!request.toCdn()) {
              return null;
            }
            Answer whole = Answer.of(200, java.util.Map.of(), content);
            return gets.getAndIncrement() == 0 ? whole.cutAfter(bytes) : whole;
          };
      Path file = hub.client(folder.resolve("cut" + cut)).file(LoopbackHub.REPO, "main", WEIGHTS);
      assertThat(file).as("cut after %d bytes", cut).hasBinaryContent(content);
      assertThat(gets).hasValue(2);
    }
  }

  @Test
  void that_gets_another_range_than_it_asked_for_starts_over() throws IOException {
    AtomicInteger gets = new AtomicInteger();
    hub.fault =
        request ->
            !request.toCdn()
                ? null
                : switch (gets.getAndIncrement()) {
                  case 0 -> hub.sound(request).cutAfter(50);
                  case 1 -> hub.sound(request).with("Content-Range", "bytes 3-119/120");
                  default -> null;
                };
    assertThat(fetch(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
  }

  @Test
  void that_never_gets_further_ends_after_five_more_tries_and_leaves_nothing() throws IOException {
    hub.fault = request -> request.toCdn() ? hub.sound(request).cutAfter(0) : null;
    assertThatThrownBy(() -> fetch(WEIGHTS)).isInstanceOf(HubException.class);
    assertThat(hub.count("GET", true)).isEqualTo(6);
    assertThat(hub.sleeps()).containsExactly(seconds(1, 2, 4, 8, 8));
    assertNoPartialFile();
  }

  @Test
  void whose_server_ignores_ranges_and_always_cuts_ends_too() throws IOException {
    byte[] content = hub.content(WEIGHTS);
    hub.fault =
        request ->
            request.toCdn() ? Answer.of(200, java.util.Map.of(), content).cutAfter(60) : null;
    assertThatThrownBy(() -> fetch(WEIGHTS))
        .isInstanceOf(HubHttpException.class)
        .hasMessageContaining("60 of 120 bytes");
    assertNoPartialFile();
  }

  @Test
  void with_a_content_length_that_is_too_small_goes_on_where_it_stopped() throws IOException {
    AtomicInteger gets = new AtomicInteger();
    hub.fault =
        request ->
            request.toCdn() && gets.getAndIncrement() == 0
                ? hub.sound(request).with("Content-Length", "70")
                : null;
    assertThat(fetch(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
    assertThat(hub.requests()).anyMatch(request -> request.from() == 70);
  }

  @Test
  void that_brings_more_bytes_than_announced_is_refused() throws IOException {
    byte[] longer = new byte[500];
    hub.fault = request -> request.toCdn() ? Answer.of(200, java.util.Map.of(), longer) : null;
    assertThatThrownBy(() -> fetch(WEIGHTS))
        .isInstanceOf(ChecksumMismatchException.class)
        .hasMessageContaining("announced 120 bytes and sends more");
    assertNoPartialFile();
  }

  @Test
  void of_the_right_size_with_wrong_bytes_is_thrown_away() throws IOException {
    for (int flipped : new int[] {0, 57, 119}) {
      byte[] wrong = hub.content(WEIGHTS);
      wrong[flipped] ^= 1;
      hub.fault = request -> request.toCdn() ? Answer.of(200, java.util.Map.of(), wrong) : null;
      assertThatThrownBy(() -> fetch(WEIGHTS))
          .isInstanceOf(ChecksumMismatchException.class)
          .hasMessageContaining(LoopbackHub.sha256(hub.content(WEIGHTS)))
          .hasMessageContaining(LoopbackHub.sha256(wrong));
      assertNoPartialFile();
    }
  }

  @Test
  void of_a_small_file_is_checked_by_its_git_hash() throws IOException {
    byte[] wrong = hub.content(CONFIG);
    wrong[1] ^= 1;
    hub.fault =
        request ->
            request.method().equals("GET")
                ? Answer.of(200, java.util.Map.of("X-Repo-Commit", LoopbackHub.COMMIT), wrong)
                : null;
    assertThatThrownBy(() -> fetch(CONFIG))
        .isInstanceOf(ChecksumMismatchException.class)
        .hasMessageContaining("GIT_SHA_1");
  }

  @Test
  void whose_file_changes_between_two_pieces_starts_over_once() throws IOException {
    byte[] old = hub.content(WEIGHTS);
    old[5] ^= 1;
    AtomicInteger gets = new AtomicInteger();
    hub.fault =
        request ->
            request.toCdn() && gets.getAndIncrement() == 0
                ? Answer.of(200, java.util.Map.of(), old).cutAfter(60)
                : null;
    assertThat(fetch(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
    assertThat(gets).hasValue(3);
  }

  @Test
  void that_fails_leaves_an_older_copy_alone() throws IOException {
    Path old = fetch(WEIGHTS);
    byte[] before = Files.readAllBytes(old);
    String next = "ffffffffffffffffffffffffffffffffffffffff";
    hub.fault =
        request ->
            request.toCdn()
                ? Answer.of(200, java.util.Map.of(), new byte[120])
                : hub.sound(request)
                    .with("X-Repo-Commit", next)
                    .with("X-Linked-Etag", "\"" + "a".repeat(64) + "\"");
    assertThatThrownBy(() -> fetch(WEIGHTS)).isInstanceOf(HubException.class);
    assertThat(old).hasBinaryContent(before);
  }

  @Test
  void of_slow_bytes_goes_on_as_long_as_bytes_come() throws IOException {
    hub.put(WEIGHTS, new byte[] {1, 2, 3, 4, 5});
    hub.fault =
        request -> request.toCdn() ? hub.sound(request).pausing(Duration.ofMillis(20)) : null;
    assertThat(fetch(WEIGHTS)).hasBinaryContent(new byte[] {1, 2, 3, 4, 5});
  }

  @Test
  void that_stalls_in_the_body_is_given_up_and_resumed() throws IOException {
    AtomicInteger gets = new AtomicInteger();
    hub.fault =
        request ->
            request.toCdn() && gets.getAndIncrement() == 0
                ? hub.sound(request).pausing(Duration.ofSeconds(60))
                : null;
    HubRuntime runtime = hub.runtime();
    HubRuntime impatient =
        new HubRuntime(
            runtime.http(),
            Duration.ofMillis(100),
            runtime.sleeper(),
            runtime.nanoTime(),
            runtime.disk());
    HubClient client = new HubClient(hub.settings(folder), impatient, progress -> {});
    assertThat(client.file(LoopbackHub.REPO, "main", WEIGHTS))
        .hasBinaryContent(hub.content(WEIGHTS));
    assertThat(gets).hasValue(2);
  }

  @Test
  void is_not_begun_when_the_disk_is_too_small() throws IOException {
    HubRuntime runtime = hub.runtime();
    HubRuntime full =
        new HubRuntime(
            runtime.http(), runtime.timeout(), runtime.sleeper(), runtime.nanoTime(), path -> 100);
    HubClient client = new HubClient(hub.settings(folder), full, progress -> {});
    assertThatThrownBy(() -> client.file(LoopbackHub.REPO, "main", WEIGHTS))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("100 bytes free and 120 are needed");
    assertThat(hub.count("GET", true)).isZero();
  }

  @Test
  void from_an_address_that_is_no_hub_is_not_begun_either() throws IOException {
    HubRuntime runtime = hub.runtime();
    HubRuntime full =
        new HubRuntime(
            runtime.http(), runtime.timeout(), runtime.sleeper(), runtime.nanoTime(), path -> 100);
    HubClient client = new HubClient(hub.settings(folder), full, progress -> {});
    Path target = in(folder, "clip", "RN50.pt");
    String sha256 = LoopbackHub.sha256(hub.content(WEIGHTS));
    assertThatThrownBy(
            () -> client.addressed(hub.cdn().resolve("/blob/" + WEIGHTS), sha256, target))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.code()).isEqualTo("HUB_DISK_FULL"))
        .hasMessageContaining("RN50.pt")
        .hasMessageContaining("100 bytes free and 120 are needed");
    assertThat(target.getParent()).isDirectoryNotContaining("glob:**.incomplete");
    assertThat(target).doesNotExist();
  }

  @Test
  void that_is_told_there_is_nothing_from_there_on_starts_over() throws IOException {
    AtomicInteger gets = new AtomicInteger();
    hub.fault =
        request ->
            !request.toCdn()
                ? null
                : switch (gets.getAndIncrement()) {
                  case 0 -> hub.sound(request).cutAfter(50);
                  case 1 -> Answer.status(416, "Content-Range", "bytes */10");
                  default -> null;
                };
    assertThat(fetch(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
    assertThat(gets).hasValue(3);
    assertThat(hub.requests().get(hub.requests().size() - 1).headers()).doesNotContainKey("range");
  }

  @Test
  void that_is_always_told_so_ends_and_leaves_nothing() throws IOException {
    hub.fault = request -> request.toCdn() ? Answer.status(416) : null;
    assertThatThrownBy(() -> fetch(WEIGHTS))
        .isInstanceOfSatisfying(HubHttpException.class, e -> assertThat(e.status()).isEqualTo(416));
    assertThat(hub.count("GET", true)).isEqualTo(6);
    assertNoPartialFile();
  }

  @Test
  void tells_its_progress_and_its_end() throws IOException {
    List<DownloadProgress> told = Collections.synchronizedList(new ArrayList<>());
    hub.client(hub.settings(folder), told::add).file(LoopbackHub.REPO, "main", WEIGHTS);
    DownloadProgress last = told.get(told.size() - 1);
    assertThat(last.file()).isEqualTo("owner/model/model.safetensors");
    assertThat(last.bytes()).isEqualTo(120);
    assertThat(last.total()).isEqualTo(120);
    assertThat(last.bytesPerSecond()).isPositive();
    assertThat(last.done()).isTrue();
  }

  private static Duration[] seconds(int... values) {
    return java.util.Arrays.stream(values).mapToObj(Duration::ofSeconds).toArray(Duration[]::new);
  }
}
