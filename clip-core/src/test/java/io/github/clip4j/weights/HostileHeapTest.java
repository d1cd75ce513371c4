package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** All hostile files once more, in a JVM that has 64 MB of heap in all. */
@Tag("slow")
class HostileHeapTest {
  private static final List<Class<?>> TESTS =
      List.of(
          HostileSafetensorsTest.class,
          HostileTorchZipTest.class,
          ShardedWeightsTest.class,
          ReferenceVerdictsTest.class);

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  @DisplayName("no hostile file needs more than 64 MB of heap, test code included")
  void small_heap() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                HostileHeapTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    assertThat(out).contains("tests found");
  }

  public static void main(String[] arguments) {
    LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
    TESTS.forEach(test -> request.selectors(DiscoverySelectors.selectClass(test)));
    LauncherDiscoveryRequest built = request.filters(TagFilter.excludeTags("slow")).build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(built, listener);
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    listener.getSummary().printTo(out);
    listener.getSummary().printFailuresTo(out);
    boolean passed =
        listener.getSummary().getTotalFailureCount() == 0
            && listener.getSummary().getTestsSucceededCount() > 100;
    System.exit(passed ? 0 : 1);
  }
}
