package io.github.clip4j.hub;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of files and folders that mean the same under every system. A cache may lie on a disk that
 * several systems use, so the rules of Windows hold everywhere: no {@code < > : " | ? * \}, no name
 * of a device ({@code nul.json} is the device as well), no dot or blank at the end, where Windows
 * would drop it (Microsoft, "Naming Files, Paths, and Namespaces").
 */
final class PortableName {
  /** Leaves room for what temporary files add; a name may have 255 bytes or UTF-16 units. */
  private static final int MOST_BYTES = 200;

  /** What follows a device's name is ignored: {@code aux.tar.gz} is {@code AUX}. */
  private static final Pattern DEVICE =
      Pattern.compile("(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[1-9¹²³])( *\\..*| *)");

  private PortableName() {}

  /** Whether a name can be that of a file or folder, alone, without a separator. */
  static boolean isName(String name) {
    if (name.isEmpty() || name.endsWith(".") || name.endsWith(" ")) {
      return false;
    }
    return name.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES
        && name.chars().allMatch(PortableName::isAllowed)
        && !DEVICE.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  /** Whether all parts between forward slashes are names, and so none is {@code ..} or empty. */
  static boolean isRelativePath(String path) {
    for (String part : path.split("/", -1)) {
      if (!isName(part)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAllowed(int c) {
    return c >= 0x20 && c != 0x7f && "<>:\"/\\|?*".indexOf(c) < 0;
  }
}
