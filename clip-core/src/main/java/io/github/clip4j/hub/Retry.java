package io.github.clip4j.hub;

import io.github.clip4j.errors.HubException;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often and after how long a failed request is sent again: five times, after 1, 2, 4, 8 and 8
 * seconds, or after the time that the server asks for. Progress gives five new tries.
 */
final class Retry {
  static final int LIMIT = 5;

  /** A server that asks for more is not waited for. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private static final Pattern RATE_LIMIT_RESET = Pattern.compile("\\bt=(\\d{1,9})\\b");

  private final HubRuntime runtime;
  private final int limit;
  private int failures;

  Retry(HubRuntime runtime, int limit) {
    this.runtime = runtime;
    this.limit = limit;
  }

  void progress() {
    failures = 0;
  }

  int failures() {
    return failures;
  }

  static boolean isWorthwhile(int status) {
    return switch (status) {
      case 408, 429, 500, 502, 503, 504 -> true;
      default -> false;
    };
  }

  /**
   * Waits until the next try.
   *
   * @param asked the seconds that the server asks for
   * @return false if there is to be no other try
   */
  boolean again(OptionalLong asked) throws HubException {
    if (failures >= limit) {
      return false;
    }
    Duration wait =
        asked.isPresent()
            ? Duration.ofSeconds(asked.getAsLong())
            : Duration.ofSeconds(1L << Math.min(failures, 3));
    failures++;
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      return false;
    }
    try {
      runtime.sleeper().sleep(wait);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HubException("HUB_INTERRUPTED", "interrupted while waiting for the hub", e);
    }
  }

  /**
   * The wait in {@code Retry-After} (seconds or a date, RFC 9110 section 10.2.3) or in {@code
   * RateLimit: "api";r=0;t=7}, in seconds.
   */
  static OptionalLong askedSeconds(HttpHeaders headers) {
    String rate = headers.firstValue("ratelimit").orElse("");
    Matcher reset = RATE_LIMIT_RESET.matcher(rate);
    if (reset.find()) {
      return OptionalLong.of(Long.parseLong(reset.group(1)));
    }
    String after = headers.firstValue("retry-after").orElse("").strip();
    if (after.matches("\\d{1,9}")) {
      return OptionalLong.of(Long.parseLong(after));
    }
    // The other form is a date; the server's own clock is the one it counts by.
    Optional<Instant> then = date(after);
    Optional<Instant> now = date(headers.firstValue("date").orElse("").strip());
    return then.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(
            Math.max(0, Duration.between(now.orElseGet(Instant::now), then.get()).toSeconds()));
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
