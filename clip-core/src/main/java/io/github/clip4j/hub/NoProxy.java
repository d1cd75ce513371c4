package io.github.clip4j.hub;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of the variable {@code no_proxy}, separated by commas: {@code *} for all, a host with
 * its subdomains ({@code example.org}, {@code .example.org} or {@code *.example.org}), an address,
 * a block of addresses ({@code 10.0.0.0/8}), each of the first kinds with a {@code :port} or
 * without. Looks up no name.
 */
final class NoProxy {
  private static final Pattern BLOCK = Pattern.compile("([0-9a-f.:]+)/(\\d{1,3})");
  private static final Pattern HOST_PORT =
      Pattern.compile("(\\[[0-9a-f:.]+]|[^:\\[\\]]+):(\\d{1,5})");

  private final List<Entry> entries;

  private NoProxy(List<Entry> entries) {
    this.entries = entries;
  }

  private record Entry(String host, int port, @Nullable InetAddress block, int bits) {}

  static NoProxy parse(String value) {
    List<Entry> entries = new ArrayList<>();
    for (String part : value.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
      if (!part.isEmpty()) {
        entries.add(entry(part));
      }
    }
    return new NoProxy(List.copyOf(entries));
  }

  private static Entry entry(String part) {
    Matcher block = BLOCK.matcher(part);
    if (block.matches()) {
      InetAddress address = address(block.group(1));
      int bits = Integer.parseInt(block.group(2));
      if (address != null && bits <= 8 * address.getAddress().length) {
        return new Entry(part, -1, address, bits);
      }
    }
    Matcher hostPort = HOST_PORT.matcher(part);
    boolean hasPort = hostPort.matches();
    String host = hasPort ? hostPort.group(1) : part;
    int port = hasPort ? Integer.parseInt(hostPort.group(2)) : -1;
    if (host.startsWith("*.")) {
      host = host.substring(2);
    } else if (host.startsWith(".")) {
      host = host.substring(1);
    }
    return new Entry(unbracketed(host), port, null, 0);
  }

  boolean matches(URI uri) {
    if (uri.getHost() == null) {
      return false;
    }
    String host = unbracketed(uri.getHost().toLowerCase(Locale.ROOT));
    int port = Redirects.port(uri);
    InetAddress address = address(host);
    for (Entry entry : entries) {
      boolean named =
          entry.block() != null
              ? address != null
                  && isIn(address.getAddress(), entry.block().getAddress(), entry.bits())
              : entry.host().equals("*")
                  || host.equals(entry.host())
                  || host.endsWith("." + entry.host());
      if (named && (entry.port() < 0 || entry.port() == port)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIn(byte[] address, byte[] block, int bits) {
    if (address.length != block.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if (((address[bit / 8] ^ block[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /** An address written in digits; null for a name, which is not looked up. */
  private static @Nullable InetAddress address(String host) {
    boolean digits =
        host.matches("\\d{1,3}(\\.\\d{1,3}){3}") || host.matches("[0-9a-f.]*:[0-9a-f.:]+");
    if (!digits) {
      return null;
    }
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
