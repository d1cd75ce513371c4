package io.github.clip4j;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Utils;
import io.github.clip4j.errors.EngineUnavailableException;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.hub.HubCache;
import io.github.clip4j.hub.HubClient;
import io.github.clip4j.hub.HubSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at this machine for what a CLIP model needs, and names one remedy for each problem. Opens
 * no connection and changes no setting; starts the engine if it can be started. Stateless.
 *
 * @since 0.1.0
 */
public final class Doctor {
  private static final long SMALL_HEAP = 400L << 20;

  private final List<Finding> findings = new ArrayList<>();

  private Doctor() {}

  /**
   * One thing that was looked at.
   *
   * @param topic what, such as {@code C library}
   * @param found what was found, one line
   * @param remedy what to do, one or more lines, or null where all is well
   */
  public record Finding(String topic, String found, @Nullable String remedy) {
    /**
     * Checks the texts.
     *
     * @param topic what, such as {@code C library}
     * @param found what was found, one line
     * @param remedy what to do, one or more lines, or null where all is well
     */
    public Finding {
      Objects.requireNonNull(topic, "topic");
      Objects.requireNonNull(found, "found");
    }

    /** {@return whether something is to be done} */
    public boolean isProblem() {
      return remedy != null;
    }
  }

  /**
   * Looks at everything; problems are findings, never exceptions.
   *
   * @return a line a topic, problems and good news alike
   */
  public static List<Finding> examine() {
    Doctor doctor = new Doctor();
    doctor.java();
    doctor.system();
    doctor.libraries();
    doctor.engine();
    doctor.caches();
    doctor.network();
    doctor.selfTest();
    return List.copyOf(doctor.findings);
  }

  private void java() {
    fine(
        "Java",
        String.format(
            Locale.ROOT,
            "%s, %s %s",
            property("java.version"),
            property("java.vm.vendor"),
            property("java.home")));
    long heap = Runtime.getRuntime().maxMemory();
    note(
        "heap",
        String.format(Locale.ROOT, "%,d MiB at most", heap >> 20),
        heap < SMALL_HEAP ? "start Java with -Xmx1g or more" : null);
  }

  private void system() {
    fine(
        "system",
        String.format(
            Locale.ROOT,
            "%s %s, %s, %d processors",
            property("os.name"),
            property("os.version"),
            property("os.arch"),
            Runtime.getRuntime().availableProcessors()));
    Optional<String> libc = Machine.libc();
    libc.ifPresent(found -> note("C library", found, remedyForLibc(found)));
    fine("processor", CpuFeatures.ofThisMachine().describe());
    fine("precision auto", AutoPrecision.describe(CpuFeatures.ofThisMachine()));
  }

  static @Nullable String remedyForLibc(String libc) {
    boolean fits = !libc.equals("musl") && !Machine.isTooOld(libc);
    return fits ? null : EngineStart.remedy("", libc, "");
  }

  private void libraries() {
    String version = Objects.requireNonNullElse(Engine.getDjlVersion(), "unknown version");
    fine(
        "DJL",
        version
            + (Utils.isOfflineMode()
                ? ", may download nothing"
                : ", downloads native libraries that are not on the class path"));
    String classifier = Machine.classifier(property("os.name"), property("os.arch"));
    boolean ownLibrary = Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH") != null;
    Optional<String> nativeJar = MavenLines.nativeOnClassPath();
    note(
        "native library jar",
        nativeJar.orElse(ownLibrary ? "none, PYTORCH_LIBRARY_PATH is set" : "none"),
        nativeJar.isPresent() || ownLibrary ? null : EngineStart.nativeLibrary(classifier));
    Optional<String> jniJar = MavenLines.jniOnClassPath();
    String wanted = MavenLines.NATIVE_VERSION + "-" + MavenLines.DJL_VERSION;
    note(
        "JNI library jar",
        jniJar.orElse("none"),
        jniJar.equals(Optional.of(wanted))
            ? null
            : "add this to the pom.xml:\n" + MavenLines.jni());
  }

  private void engine() {
    try {
      Engine engine = EngineStart.require();
      fine(
          "engine",
          "PyTorch "
              + engine.getVersion()
              + " on "
              + Objects.requireNonNull(engine.defaultDevice()).getDeviceType());
      fine("loaded from", LibUtils.getLibtorchPath());
    } catch (EngineUnavailableException e) {
      Throwable cause = e.getCause();
      EngineStart.Diagnosis diagnosis =
          cause == null
              ? new EngineStart.Diagnosis(
                  String.valueOf(e.getMessage()), "set ENGINE_CACHE_DIR to a folder of your own")
              : EngineStart.diagnose(cause);
      note("engine", "cannot start: " + diagnosis.cause(), diagnosis.remedy());
    }
  }

  private void caches() {
    Path temporary = Path.of(property("java.io.tmpdir")).toAbsolutePath().normalize();
    Path engineCache = Utils.getEngineCacheDir().toAbsolutePath().normalize();
    String shared =
        engineCache.startsWith(temporary)
            ? "others may write there; set DJL_CACHE_DIR to a folder of your own"
            : null;
    folder("engine cache", engineCache, "ENGINE_CACHE_DIR", shared);
    folder("clip4j cache", CacheFolder.ofThisProcess(), CacheFolder.VARIABLE, null);
  }

  private void network() {
    HubSettings settings;
    try {
      settings = HubSettings.fromEnvironment();
    } catch (IllegalArgumentException e) {
      note("hub", "cannot be used", e.getMessage() + "; correct the variable or unset it");
      return;
    }
    folder("hub cache", settings.cache(), "HF_HUB_CACHE", null);
    fine("models in it", models(HubCache.of(settings)));
    folder("OpenAI's files", settings.openAiCache(), "HOME", null);
    String because = settings.offlineBecause();
    fine(
        "hub",
        because == null
            ? String.format(
                Locale.ROOT,
                "%s (not asked now), %s, %s",
                settings.endpoint(),
                HubClient.create(settings).route(),
                settings.token() == null ? "no token" : "with a token")
            : "offline: " + because + " forbids connections");
  }

  /** The starter, from its files to a similarity: what every other model goes through too. */
  private void selfTest() {
    long start = System.nanoTime();
    try (ClipModel clip = ClipModel.load(StarterFiles.NAME)) {
      float near = clip.encodeText("a cat").cosine(clip.encodeText("a small cat"));
      float far = clip.encodeText("a cat").cosine(clip.encodeText("an aeroplane in the sky"));
      boolean sane = Float.isFinite(near) && Float.isFinite(far) && near > far;
      note(
          "self-test",
          String.format(
              Locale.ROOT,
              "starter: cosine %.3f for like texts, %.3f for unlike ones, %d ms",
              near,
              far,
              (System.nanoTime() - start) / 1_000_000),
          sane ? null : "the figures make no sense: run 'clip verify starter' and report both");
    } catch (ModelFormatException e) {
      boolean absent = e.code().equals("STARTER_MISSING");
      note("self-test", absent ? "not run: no starter" : "failed", String.valueOf(e.getMessage()));
    } catch (EngineUnavailableException e) {
      fine("self-test", "not run: the engine cannot start, see above");
    } catch (IOException | RuntimeException e) {
      note("self-test", "failed", "report this: " + e);
    }
  }

  private static String models(HubCache cache) {
    try {
      List<String> models = cache.models();
      return models.isEmpty()
          ? "none"
          : models.stream()
              .map(name -> name + " " + megabytes(size(cache.folder(name))))
              .collect(Collectors.joining(", "));
    } catch (IOException e) {
      return "cannot be listed: " + e.getMessage();
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }

  private void folder(String topic, Path folder, String variable, @Nullable String otherRemedy) {
    Path existing = folder.toAbsolutePath();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    boolean writable = existing != null && canWrite(existing);
    String state = Files.exists(folder) ? megabytes(size(folder)) : "not there yet";
    note(
        topic,
        folder + ", " + state,
        writable
            ? otherRemedy
            : "it cannot be written; set " + variable + " to a folder that can be");
  }

  /** Tried rather than asked: for the superuser, Java thinks that everything can be written. */
  static boolean canWrite(Path folder) {
    try {
      Files.delete(Files.createTempDirectory(folder, "clip4j-doctor"));
      return true;
    } catch (IOException | SecurityException e) {
      return false;
    }
  }

  private static long size(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException | UncheckedIOException e) {
      // A folder of another user, or one that changes meanwhile.
      return 0;
    }
  }

  private void fine(String topic, String found) {
    findings.add(new Finding(topic, found, null));
  }

  private void note(String topic, String found, @Nullable String remedy) {
    findings.add(new Finding(topic, found, remedy));
  }

  private static String property(String name) {
    return System.getProperty(name, "?");
  }
}
