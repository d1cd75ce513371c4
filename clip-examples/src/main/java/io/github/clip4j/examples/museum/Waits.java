package io.github.clip4j.examples.museum;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** How long to wait before asking again. */
final class Waits {
  /** A server that asks for more is left alone for now. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private Waits() {}

  /** Waits; tests replace it. */
  interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  static boolean isWorthAnotherTry(int status) {
    return switch (status) {
      case 408, 425, 429, 500, 502, 503, 504 -> true;
      default -> false;
    };
  }

  /** After the n-th failure in a row, from 0: 1, 2, 4, 8, then always 16 seconds. */
  static Duration backOff(int failures) {
    return Duration.ofSeconds(1L << Math.min(failures, 4));
  }

  /** What {@code Retry-After} asks for, in seconds or as a date (RFC 9110, 10.2.3). */
  static @Nullable Duration asked(HttpHeaders headers, Instant now) {
    String value = headers.firstValue("retry-after").orElse("").strip();
    if (value.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(now, then);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
