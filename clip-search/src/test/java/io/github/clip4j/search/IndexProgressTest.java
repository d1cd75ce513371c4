package io.github.clip4j.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a progress line is made of. */
class IndexProgressTest {
  private static IndexProgress after(long done, long total, Duration elapsed) {
    return new IndexProgress(IndexProgress.Phase.ENCODE, done, total, 0, elapsed);
  }

  @Test
  void the_rest_takes_as_long_as_the_files_so_far() {
    IndexProgress half = after(20, 60, Duration.ofSeconds(10));
    assertThat(half.rate()).isEqualTo(2);
    assertThat(half.remaining()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void nothing_is_foretold_before_the_first_file_or_while_files_are_counted() {
    assertThat(after(0, 60, Duration.ofSeconds(10)).remaining()).isZero();
    assertThat(after(5, 60, Duration.ZERO).remaining()).isZero();
    assertThat(after(5, 60, Duration.ZERO).rate()).isZero();
    assertThat(after(5, 0, Duration.ofSeconds(1)).remaining()).isZero();
    assertThat(after(60, 60, Duration.ofSeconds(1)).remaining()).isZero();
  }
}
