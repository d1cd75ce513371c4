package io.github.clip4j.examples.museum;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Keeps a list from strangers from making this machine ask its own network: only {@code http} and
 * {@code https}, no user and password, and every address that the host's name stands for must be
 * public. Each redirect is checked again.
 *
 * <p>The name is looked up here and once more by the connection; Java keeps an answer for 30
 * seconds, so both see the same one unless that is switched off ({@code
 * networkaddress.cache.ttl=0}).
 */
final class AddressGuard {
  private final boolean allowPrivate;

  AddressGuard(boolean allowPrivate) {
    this.allowPrivate = allowPrivate;
  }

  /** Throws {@link Refused} unless the address may be asked. */
  void check(URI address) throws IOException {
    String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new Refused("neither http nor https: " + scheme);
    }
    if (address.getRawUserInfo() != null) {
      throw new Refused("an address with a user name");
    }
    String host = address.getHost();
    if (host == null) {
      throw new Refused("an address without a host");
    }
    if (allowPrivate) {
      return;
    }
    InetAddress[] found;
    try {
      found = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new IOException("no host of this name: " + host, e);
    }
    for (InetAddress one : found) {
      if (!isPublic(one)) {
        throw new Refused(
            host
                + " is "
                + one.getHostAddress()
                + ", an address of this machine or of a private network");
      }
    }
  }

  /** An address that is not asked, now or later. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return isPublic4(bytes);
    }
    if (!(address instanceof Inet6Address)) {
      return false;
    }
    if (isPrefix(bytes, 0, 0x64, 0xff, 0x9b)) {
      // 64:ff9b::/96 carries an IPv4 address (RFC 6052); its other uses are local.
      return isZero(bytes, 4, 12) && isPublic4(Arrays.copyOfRange(bytes, 12, 16));
    }
    if (isPrefix(bytes, 0x20, 0x02)) {
      return isPublic4(Arrays.copyOfRange(bytes, 2, 6)); // 2002::/16, RFC 3056
    }
    // Global unicast is 2000::/3; without Teredo and documentation.
    return (bytes[0] & 0xe0) == 0x20
        && !isPrefix(bytes, 0x20, 0x01, 0, 0)
        && !isPrefix(bytes, 0x20, 0x01, 0x0d, 0xb8);
  }

  /** The special blocks of RFC 6890 that Java has no question for. */
  private static boolean isPublic4(byte[] bytes) {
    int a = bytes[0] & 255;
    int b = bytes[1] & 255;
    int c = bytes[2] & 255;
    boolean special =
        a == 0
            || a == 10
            || a == 127
            || a >= 224
            || (a == 100 && b >= 64 && b < 128)
            || (a == 169 && b == 254)
            || (a == 172 && b >= 16 && b < 32)
            || (a == 192 && b == 168)
            || (a == 192 && b == 0 && (c == 0 || c == 2))
            || (a == 198 && (b == 18 || b == 19))
            || (a == 198 && b == 51 && c == 100)
            || (a == 203 && b == 0 && c == 113);
    return !special;
  }

  private static boolean isPrefix(byte[] bytes, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 255) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
