package io.github.clip4j.examples.museum;

import java.time.Duration;
import java.util.Objects;

/**
 * How polite and how careful a download is.
 *
 * @param contact a mail or web address at which the museum can reach whoever runs this; sent in
 *     {@code User-Agent}. Empty only if every picture is a file of this machine
 * @param delay between two requests to the same host
 * @param timeout after which a silent server counts as gone
 * @param tries how often one picture is asked for before it is given up, at least 1
 * @param maxBytes the largest picture that is kept
 * @param revalidate whether pictures in the cache are checked with the server; they are not sent
 *     again unless they changed
 * @param allowPrivate whether addresses of this machine and of private networks are asked, too
 */
public record DownloadPolicy(
    String contact,
    Duration delay,
    Duration timeout,
    int tries,
    long maxBytes,
    boolean revalidate,
    boolean allowPrivate) {
  /** Checks the values. */
  public DownloadPolicy {
    Objects.requireNonNull(contact, "contact");
    Objects.requireNonNull(delay, "delay");
    Objects.requireNonNull(timeout, "timeout");
    if (contact.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
      throw new IllegalArgumentException("the contact must be plain ASCII: " + contact);
    }
    if (delay.isNegative() || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "delay must be at least 0 and timeout more: " + delay + ", " + timeout);
    }
    if (tries < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "tries and maxBytes must be at least 1: " + tries + ", " + maxBytes);
    }
  }

  /**
   * One request a second and host, 30 seconds of patience, five tries, 64 MiB at most, public
   * addresses only, pictures in the cache used as they are.
   *
   * @param contact a mail or web address, or empty
   */
  public static DownloadPolicy polite(String contact) {
    return new DownloadPolicy(
        contact, Duration.ofSeconds(1), Duration.ofSeconds(30), 5, 64L << 20, false, false);
  }

  /** With another delay between requests to a host. */
  public DownloadPolicy withDelay(Duration newDelay) {
    return new DownloadPolicy(
        contact, newDelay, timeout, tries, maxBytes, revalidate, allowPrivate);
  }

  /** With another patience. */
  public DownloadPolicy withTimeout(Duration newTimeout) {
    return new DownloadPolicy(
        contact, delay, newTimeout, tries, maxBytes, revalidate, allowPrivate);
  }

  /** With another number of tries. */
  public DownloadPolicy withTries(int newTries) {
    return new DownloadPolicy(
        contact, delay, timeout, newTries, maxBytes, revalidate, allowPrivate);
  }

  /** With another limit of size. */
  public DownloadPolicy withMaxBytes(long newMaxBytes) {
    return new DownloadPolicy(
        contact, delay, timeout, tries, newMaxBytes, revalidate, allowPrivate);
  }

  /** With or without asking whether cached pictures changed. */
  public DownloadPolicy withRevalidate(boolean newRevalidate) {
    return new DownloadPolicy(
        contact, delay, timeout, tries, maxBytes, newRevalidate, allowPrivate);
  }

  /** With or without addresses of this machine and of private networks. */
  public DownloadPolicy withAllowPrivate(boolean newAllowPrivate) {
    return new DownloadPolicy(
        contact, delay, timeout, tries, maxBytes, revalidate, newAllowPrivate);
  }
}
