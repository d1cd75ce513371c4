package io.github.clip4j.image;

/** VP8's two loop filters (RFC 6386, section 15) on the edges of one macroblock. */
final class Vp8Filter {
  private Vp8Filter() {}

  static void simple(Vp8Plane plane, int mx, int my, int limit, boolean inside) {
    int at = plane.index(16 * mx, 16 * my);
    int stride = plane.stride;
    if (mx > 0) {
      simpleEdge(plane.samples, at, 1, stride, limit + 4);
    }
    for (int i = 4; inside && i < 16; i += 4) {
      simpleEdge(plane.samples, at + i, 1, stride, limit);
    }
    if (my > 0) {
      simpleEdge(plane.samples, at, stride, 1, limit + 4);
    }
    for (int i = 4; inside && i < 16; i += 4) {
      simpleEdge(plane.samples, at + i * stride, stride, 1, limit);
    }
  }

  static void normal(
      Vp8Plane plane,
      int mx,
      int my,
      int size,
      int limit,
      int inner,
      int variance,
      boolean inside) {
    int at = plane.index(size * mx, size * my);
    int stride = plane.stride;
    if (mx > 0) {
      edge(plane.samples, at, 1, stride, size, limit + 4, inner, variance, true);
    }
    for (int i = 4; inside && i < size; i += 4) {
      edge(plane.samples, at + i, 1, stride, size, limit, inner, variance, false);
    }
    if (my > 0) {
      edge(plane.samples, at, stride, 1, size, limit + 4, inner, variance, true);
    }
    for (int i = 4; inside && i < size; i += 4) {
      edge(plane.samples, at + i * stride, stride, 1, size, limit, inner, variance, false);
    }
  }

  private static void simpleEdge(byte[] s, int at, int across, int along, int limit) {
    int threshold = 2 * limit + 1;
    for (int i = 0, p = at; i < 16; i++, p += along) {
      int p1 = s[p - 2 * across] & 255;
      int p0 = s[p - across] & 255;
      int q0 = s[p] & 255;
      int q1 = s[p + across] & 255;
      if (4 * Math.abs(p0 - q0) + Math.abs(p1 - q1) <= threshold) {
        two(s, p, across, p1, p0, q0, q1);
      }
    }
  }

  private static void edge(
      byte[] s,
      int at,
      int across,
      int along,
      int n,
      int limit,
      int inner,
      int variance,
      boolean outer) {
    int threshold = 2 * limit + 1;
    for (int i = 0, p = at; i < n; i++, p += along) {
      int p3 = s[p - 4 * across] & 255;
      int p2 = s[p - 3 * across] & 255;
      int p1 = s[p - 2 * across] & 255;
      int p0 = s[p - across] & 255;
      int q0 = s[p] & 255;
      int q1 = s[p + across] & 255;
      int q2 = s[p + 2 * across] & 255;
      int q3 = s[p + 3 * across] & 255;
      if (4 * Math.abs(p0 - q0) + Math.abs(p1 - q1) > threshold
          || Math.abs(p3 - p2) > inner
          || Math.abs(p2 - p1) > inner
          || Math.abs(p1 - p0) > inner
          || Math.abs(q3 - q2) > inner
          || Math.abs(q2 - q1) > inner
          || Math.abs(q1 - q0) > inner) {
        continue;
      }
      if (Math.abs(p1 - p0) > variance || Math.abs(q1 - q0) > variance) {
        two(s, p, across, p1, p0, q0, q1);
      } else if (outer) {
        int a = clamp(3 * (q0 - p0) + clamp(p1 - q1, 128), 128);
        int a1 = (27 * a + 63) >> 7;
        int a2 = (18 * a + 63) >> 7;
        int a3 = (9 * a + 63) >> 7;
        s[p - 3 * across] = Vp8Plane.clip(p2 + a3);
        s[p - 2 * across] = Vp8Plane.clip(p1 + a2);
        s[p - across] = Vp8Plane.clip(p0 + a1);
        s[p] = Vp8Plane.clip(q0 - a1);
        s[p + across] = Vp8Plane.clip(q1 - a2);
        s[p + 2 * across] = Vp8Plane.clip(q2 - a3);
      } else {
        int a = 3 * (q0 - p0);
        int a1 = clamp((a + 4) >> 3, 16);
        int a2 = clamp((a + 3) >> 3, 16);
        int a3 = (a1 + 1) >> 1;
        s[p - 2 * across] = Vp8Plane.clip(p1 + a3);
        s[p - across] = Vp8Plane.clip(p0 + a2);
        s[p] = Vp8Plane.clip(q0 - a1);
        s[p + across] = Vp8Plane.clip(q1 - a3);
      }
    }
  }

  private static void two(byte[] s, int p, int across, int p1, int p0, int q0, int q1) {
    int a = 3 * (q0 - p0) + clamp(p1 - q1, 128);
    s[p - across] = Vp8Plane.clip(p0 + clamp((a + 3) >> 3, 16));
    s[p] = Vp8Plane.clip(q0 - clamp((a + 4) >> 3, 16));
  }

  /** To the signed numbers of which {@code limit} is the first that is too large. */
  private static int clamp(int v, int limit) {
    return Math.max(-limit, Math.min(limit - 1, v));
  }
}
