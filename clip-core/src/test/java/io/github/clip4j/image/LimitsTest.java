package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.ImageTooLargeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Sizes that no heap can hold are refused by arithmetic that cannot overflow. */
class LimitsTest {
  private static final DecodeContext UNLIMITED =
      new DecodeContext("picture", ImageFormat.WEBP, Long.MAX_VALUE, false);

  @Test
  void sides_beyond_an_int_are_refused_whatever_the_limit() {
    for (long[] size : new long[][] {{1L << 31, 1}, {1, 1L << 31}, {1L << 32, 1L << 32}}) {
      assertThatThrownBy(() -> UNLIMITED.checkSize(size[0], size[1]))
          .isInstanceOf(ImageTooLargeException.class)
          .hasMessageContaining(size[0] + "x" + size[1]);
    }
    assertThatCode(() -> UNLIMITED.checkSize(Integer.MAX_VALUE, 1)).doesNotThrowAnyException();
  }

  @Test
  void what_no_array_can_hold_is_refused_whatever_the_heap() {
    assertThatThrownBy(() -> UNLIMITED.checkMemory(Long.MAX_VALUE))
        .isInstanceOf(ImageTooLargeException.class)
        .hasMessageContaining("-Xmx");
    assertThatCode(() -> UNLIMITED.checkMemory(1 << 20)).doesNotThrowAnyException();
  }

  @Test
  void the_canvas_of_an_animation_is_measured_before_its_first_frame_is_read() {
    // A frame of one pixel on a canvas of 65536 x 65536: a few bytes that ask for 16 GiB.
    ByteBuffer file = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0x46464952).putInt(22).putInt(0x50424557).putInt(0x58385056).putInt(10).putInt(2);
    file.put((byte) -1).put((byte) -1).put((byte) 0).put((byte) -1).put((byte) -1).put((byte) 0);
    assertThatThrownBy(() -> WebpDecoder.decode(UNLIMITED, file.array()))
        .isInstanceOf(ImageTooLargeException.class)
        .hasMessageContaining("decoding needs 17179869184 bytes");
  }

  /** EXIF of directory entry: orientation. */
  private static byte[] exif(boolean little, int value) {
    ByteBuffer out = ByteBuffer.allocate(22);
    out.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    byte mark = (byte) (little ? 'I' : 'M');
    out.put(mark).put(mark).putShort((short) 42).putInt(8).putShort((short) 1);
    out.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) value);
    return out.array();
  }

  @Test
  void orientation_is_read_in_both_byte_orders_and_is_one_when_it_makes_no_sense() {
    for (boolean little : new boolean[] {true, false}) {
      assertThat(Exif.orientation(exif(little, 6), 0, 22)).isEqualTo(6);
      assertThat(Exif.orientation(exif(little, 0), 0, 22)).isEqualTo(1);
      assertThat(Exif.orientation(exif(little, 9), 0, 22)).isEqualTo(1);
    }
    assertThat(Exif.orientation(exif(true, 6), 0, 21)).as("entry cut").isEqualTo(1);
    assertThat(Exif.orientation(exif(true, 6), 0, 7)).as("header cut").isEqualTo(1);
    byte[] far = exif(false, 6);
    far[4] = -1;
    assertThat(Exif.orientation(far, 0, 22)).as("directory beyond the end").isEqualTo(1);
  }
}
