package io.github.clip4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.clip4j.errors.OfflineException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("One file of the cache")
@Timeout(60)
final class HubConcurrencyTest extends HubTestBase {

  @Test
  void is_downloaded_once_when_eight_threads_ask_for_it() throws Exception {
    hub.fault =
        request -> request.toCdn() ? hub.sound(request).pausing(Duration.ofMillis(1)) : null;
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Path>> paths = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        paths.add(threads.submit(() -> fetch(WEIGHTS)));
      }
      for (Future<Path> path : paths) {
        assertThat(path.get()).hasBinaryContent(hub.content(WEIGHTS));
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(hub.count("GET", true)).isEqualTo(1);
  }

  @Test
  void can_be_fetched_where_no_lock_file_can_be_made() throws IOException {
    Path hubFolder = Files.createDirectories(folder.resolve("hub"));
    // A file where the folder of the locks should be: stands for a folder without permission.
    Files.createFile(hubFolder.resolve(".locks"));
    assertThat(fetch(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
  }

  @Test
  void can_be_fetched_where_the_folder_of_the_locks_cannot_be_written() throws IOException {
    Path locks = Files.createDirectories(folder.resolve("hub").resolve(".locks"));
    boolean denied = locks.toFile().setWritable(false) && !canWrite(locks);
    if (!denied) {
      // The superuser may write everywhere but in the kernel's own folder.
      Path kernel = Path.of("/proc");
      assumeThat(kernel).isDirectory();
      Files.delete(locks);
      Files.createSymbolicLink(locks, kernel);
      assertThat(canWrite(locks)).isFalse();
    }
    try {
      assertThat(fetch(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
    } finally {
      assertThat(!denied || locks.toFile().setWritable(true)).isTrue();
    }
  }

  private static boolean canWrite(Path directory) {
    try {
      Files.delete(Files.createFile(directory.resolve("probe")));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void that_was_damaged_later_is_found_and_fetched_again() throws IOException {
    Path weights = fetch(WEIGHTS);
    fetch(CONFIG);
    byte[] damaged = hub.content(WEIGHTS);
    damaged[3] ^= 4;
    Files.write(weights.toRealPath(), damaged);

    assertThat(hub.client(folder).repair(LoopbackHub.REPO, "main")).containsExactly(WEIGHTS);
    assertThat(weights).hasBinaryContent(hub.content(WEIGHTS));
    assertThat(hub.client(folder).repair(LoopbackHub.REPO, "main")).isEmpty();
  }

  @Test
  void that_was_damaged_as_a_plain_copy_is_found_by_asking_the_hub() throws IOException {
    HubClient client = hub.client(hub.settings(folder).withSymlinks(false));
    Path config = client.file(LoopbackHub.REPO, "main", CONFIG);
    Files.writeString(config, "{}", StandardCharsets.UTF_8);
    assertThat(client.repair(LoopbackHub.REPO, "main")).containsExactly(CONFIG);
    assertThat(config).hasBinaryContent(hub.content(CONFIG));
  }

  @Test
  void that_was_damaged_is_not_served_without_a_network_once_it_is_known() throws IOException {
    Path weights = fetch(WEIGHTS);
    Files.write(weights.toRealPath(), new byte[120]);
    HubClient offline = hub.client(hub.settings(folder).withOffline("a test"));
    assertThatThrownBy(() -> offline.repair(LoopbackHub.REPO, "main"))
        .isInstanceOf(OfflineException.class);
    assertThat(weights).doesNotExist();
  }

  @Test
  void of_an_address_with_a_hash_is_checked_at_every_call_and_healed() throws IOException {
    URI address = hub.cdn().resolve("/blob/" + WEIGHTS);
    String sha256 = LoopbackHub.sha256(hub.content(WEIGHTS));
    Path target = folder.resolve("clip").resolve("ViT-B-32.pt");
    HubClient client = hub.client(folder);
    assertThat(client.addressed(address, sha256, target)).hasBinaryContent(hub.content(WEIGHTS));
    Files.write(target, new byte[7]);
    assertThat(client.addressed(address, sha256, target)).hasBinaryContent(hub.content(WEIGHTS));
    client.addressed(address, sha256, target);
    assertThat(hub.count("GET", true)).isEqualTo(2);
  }

  @Test
  void is_downloaded_once_when_two_processes_ask_for_it() throws Exception {
    hub.fault =
        request -> request.toCdn() ? hub.sound(request).pausing(Duration.ofMillis(10)) : null;
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      List<String> command = new ArrayList<>(HubProcess.java());
      command.addAll(
          List.of(HubProcess.class.getName(), hub.endpoint().toString(), folder.toString()));
      processes.add(new ProcessBuilder(command).redirectErrorStream(true).start());
    }
    for (Process process : processes) {
      assertThat(HubProcess.output(process, Duration.ofSeconds(30)))
          .contains(LoopbackHub.sha256(hub.content(WEIGHTS)));
    }
    // Both asked; where lock files work, one fetched and the other waited for it.
    assertThat(hub.count("HEAD", false)).isEqualTo(2);
    assertThat(hub.count("GET", true)).isEqualTo(1);
    assertThat(filesInCache()).noneMatch(name -> name.endsWith(".incomplete"));
  }
}
