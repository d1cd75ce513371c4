package io.github.clip4j.hub;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What a client needs from the machine, in one place so that tests can put time, disk and network
 * in its stead.
 *
 * @param http the client; must not follow redirects
 * @param timeout the longest wait for an answer's head, and for the next bytes of its body
 * @param sleeper waits between tries
 * @param nanoTime a clock for rates, as {@link System#nanoTime()}
 * @param disk tells the free bytes of the file system that a folder lies on
 */
record HubRuntime(
    HttpClient http, Duration timeout, Sleeper sleeper, LongSupplier nanoTime, DiskSpace disk) {

  interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  interface DiskSpace {
    long freeBytes(Path folder) throws IOException;
  }

  /** The machine's own clock, disk and network; proxies as Java and the environment say. */
  static HubRuntime system() {
    return new HubRuntime(
        newHttpClient(),
        Duration.ofSeconds(20),
        duration -> Thread.sleep(duration.toMillis()),
        System::nanoTime,
        folder -> Files.getFileStore(folder).getUsableSpace());
  }

  static HttpClient newHttpClient() {
    return newHttpClient(Proxies.system()).build();
  }

  static HttpClient.Builder newHttpClient(Proxies proxies) {
    return HttpClient.newBuilder()
        // Version 1.1: its answers end with the connection, and large bodies come faster.
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(10))
        .proxy(proxies);
  }
}
