package io.github.clip4j;

import ai.djl.Device;
import java.util.Locale;

/**
 * Whether fp32 and bf16 products go to oneDNN with weights packed while loading. libtorch's own
 * choice is MKL, which keeps the fast kernels for its maker's processors; oneDNN asks for the
 * instructions. Only libtorch for x86 has it for sure. System property {@code clip4j.onednn=false}
 * turns it off.
 */
final class OneDnn {
  static final String PROPERTY = "clip4j.onednn";

  private OneDnn() {}

  static boolean use(Device device) {
    return use(
        device,
        System.getProperty("os.name", ""),
        System.getProperty("os.arch", ""),
        System.getProperty(PROPERTY, "true"));
  }

  static boolean use(Device device, String system, String arch, String property) {
    String processor = arch.toLowerCase(Locale.ROOT);
    String name = system.toLowerCase(Locale.ROOT);
    return !device.isGpu()
        && !device.getDeviceType().equals("mps")
        && (name.startsWith("linux") || name.startsWith("windows"))
        && (processor.equals("amd64") || processor.equals("x86_64"))
        && !property.equalsIgnoreCase("false");
  }
}
