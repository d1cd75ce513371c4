package io.github.clip4j;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processor's name and those of its instructions that decide which arithmetic is fast, in the
 * words of Linux' {@code /proc/cpuinfo}. On macOS {@code sysctl} is asked; other systems do not
 * tell without native code, so there nothing is known and nothing is assumed.
 *
 * @param name as the maker calls it; may be empty
 * @param flags the known instructions that are there, most general first
 */
record CpuFeatures(String name, Set<String> flags) {
  /** The instructions that matter for matrix products. */
  private static final List<String> KNOWN =
      List.of(
          "avx2",
          "fma",
          "f16c",
          "avx512f",
          "avx512_vnni",
          "avx512_bf16",
          "avx_vnni",
          "amx_tile",
          "amx_int8",
          "amx_bf16",
          "asimd",
          "asimdhp",
          "asimddp",
          "i8mm",
          "bf16",
          "sve");

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final Path SYSCTL = Path.of("/usr/sbin/sysctl");

  CpuFeatures {
    flags = Collections.unmodifiableSet(new LinkedHashSet<>(flags));
  }

  /** This machine's, asked once. */
  static CpuFeatures ofThisMachine() {
    return Holder.FEATURES;
  }

  /** Whether bfloat16 products have instructions of their own; emulated they are unusably slow. */
  boolean hasBf16() {
    return flags.contains("avx512_bf16") || flags.contains("amx_bf16") || flags.contains("bf16");
  }

  /**
   * Whether libtorch's own 8-bit products (FBGEMM's) use such an instruction: they know the one of
   * AVX-512 only.
   */
  boolean hasVnni() {
    return flags.contains("avx512_vnni");
  }

  /** Whether anything is known. */
  boolean isKnown() {
    return !name.isEmpty() || !flags.isEmpty();
  }

  /** Name and instructions in one line. */
  String describe() {
    if (!isKnown()) {
      return "not told by this system";
    }
    String features = flags.isEmpty() ? "no known vector instructions" : String.join(" ", flags);
    return name.isEmpty() ? features : name + ": " + features;
  }

  /** What a {@code /proc/cpuinfo} says of its first processor. */
  static CpuFeatures ofCpuinfo(String cpuinfo) {
    String words = value(cpuinfo, "flags") + " " + value(cpuinfo, "Features");
    Set<String> found = new LinkedHashSet<>(KNOWN);
    found.retainAll(new LinkedHashSet<>(List.of(words.strip().split("\\s+"))));
    return new CpuFeatures(value(cpuinfo, "model name"), found);
  }

  /** What {@code sysctl machdep.cpu.brand_string hw.optional.arm} says. */
  static CpuFeatures ofSysctl(String answer) {
    Set<String> found = new LinkedHashSet<>();
    found.add("asimd");
    addIf(found, answer, "FEAT_FP16", "asimdhp");
    addIf(found, answer, "FEAT_DotProd", "asimddp");
    addIf(found, answer, "FEAT_I8MM", "i8mm");
    addIf(found, answer, "FEAT_BF16", "bf16");
    return new CpuFeatures(value(answer, "machdep\\.cpu\\.brand_string"), found);
  }

  private static void addIf(Set<String> found, String answer, String feature, String flag) {
    if (value(answer, "hw\\.optional\\.arm\\." + feature).equals("1")) {
      found.add(flag);
    }
  }

  private static String value(String text, String key) {
    Matcher line = Pattern.compile("^" + key + "\\s*:\\s*(.*)$", Pattern.MULTILINE).matcher(text);
    return line.find() ? line.group(1).strip() : "";
  }

  private static CpuFeatures ask() {
    CpuFeatures unknown = new CpuFeatures("", Set.of());
    try {
      if (Files.isReadable(CPUINFO)) {
        try (InputStream in = Files.newInputStream(CPUINFO)) {
          // The first of many alike processors is enough.
          return ofCpuinfo(new String(in.readNBytes(1 << 16), StandardCharsets.UTF_8));
        }
      }
      boolean mac =
          System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac")
              && System.getProperty("os.arch", "").equals("aarch64");
      return mac && Files.isExecutable(SYSCTL) ? ofSysctl(sysctl()) : unknown;
    } catch (IOException e) {
      return unknown;
    }
  }

  private static String sysctl() throws IOException {
    List<String> command = new ArrayList<>(List.of(SYSCTL.toString()));
    command.addAll(List.of("machdep.cpu.brand_string", "hw.optional.arm"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String answer =
          new String(process.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8);
      return process.waitFor(5, TimeUnit.SECONDS) ? answer : "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    } finally {
      process.destroy();
    }
  }

  private static final class Holder {
    static final CpuFeatures FEATURES = ask();
  }
}
