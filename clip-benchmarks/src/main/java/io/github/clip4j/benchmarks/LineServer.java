package io.github.clip4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one command a line from standard input and answers each with one line: {@code ok}, or
 * {@code error} with the reason. So a script can run rounds of several programs in turn, each in
 * its own process and warm.
 */
final class LineServer {
  /** One command: its words after the name in, the words after {@code ok} out. */
  interface Command {
    String run(String[] words) throws Exception;
  }

  private LineServer() {}

  static void serve(Map<String, Command> commands) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err); // so that nothing else is taken for an answer
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    answers.println("ok ready");
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] parts = line.split("\t", -1);
      Command command = commands.get(parts[0]);
      if (command == null) {
        answers.println("error no command " + parts[0]);
        continue;
      }
      try {
        String[] words = new String[parts.length - 1];
        System.arraycopy(parts, 1, words, 0, words.length);
        answers.println("ok " + command.run(words));
      } catch (Exception | LinkageError e) {
        answers.println("error " + e.toString().replace('\n', ' '));
      }
    }
  }

  /** Milliseconds of some runs, separated by spaces. */
  static String time(int repeats, Command command) throws Exception {
    StringBuilder times = new StringBuilder();
    for (int i = 0; i < repeats; i++) {
      long start = System.nanoTime();
      command.run(new String[0]);
      times.append(String.format(Locale.ROOT, "%.3f ", (System.nanoTime() - start) / 1e6));
    }
    return times.toString().strip();
  }

  /** The same, and after a bar the mean processor time of the whole process in milliseconds. */
  static String timeAndProcessor(int repeats, Command command) throws Exception {
    long start = processorNanos();
    String times = time(repeats, command);
    double mean = (processorNanos() - start) / 1e6 / repeats;
    return String.format(Locale.ROOT, "%s | %.3f", times, mean);
  }

  /** Processor time of all threads of this process so far. */
  static long processorNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : -1;
  }

  /** Resident memory of this process now and at its highest, in KiB; Linux only. */
  static String memory() throws IOException {
    long now = -1;
    long highest = -1;
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      for (String line : Files.readAllLines(status, StandardCharsets.UTF_8)) {
        if (line.startsWith("VmRSS:")) {
          now = Long.parseLong(line.replaceAll("\\D", ""));
        } else if (line.startsWith("VmHWM:")) {
          highest = Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return now + " " + highest;
  }

  static ByteBuffer read(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
  }

  static void write(Path file, float[][] rows) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(rows.length * rows[0].length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : rows) {
      for (float value : row) {
        bytes.putFloat(value);
      }
    }
    Files.write(file, bytes.array());
  }
}
