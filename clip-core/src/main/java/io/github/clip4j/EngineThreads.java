package io.github.clip4j;

import ai.djl.pytorch.jni.JniUtils;
import io.github.clip4j.errors.EngineUnavailableException;

/**
 * How many threads libtorch computes with. The numbers belong to the whole process, so this library
 * never changes them by itself; a program that wants others says so here, once, at its start. The
 * system properties {@code ai.djl.pytorch.num_threads} and {@code
 * ai.djl.pytorch.num_interop_threads} do the same from outside.
 *
 * <p>By libtorch's default a product is computed by as many threads as there are physical
 * processors, and CLIP has no independent parts to run side by side.
 *
 * @since 0.1.0
 */
public final class EngineThreads {
  private EngineThreads() {}

  /**
   * {@return how many threads compute one product: libtorch's intra-op threads}
   *
   * @throws EngineUnavailableException if the engine cannot start
   */
  public static int intraOp() throws EngineUnavailableException {
    EngineStart.require();
    return JniUtils.getNumThreads();
  }

  /**
   * Sets how many threads compute one product (libtorch's intra-op threads), for the whole process
   * and all its models.
   *
   * @param count from 1 to 1024
   * @throws IllegalArgumentException if not in [1, 1024]
   * @throws EngineUnavailableException if the engine cannot start
   */
  public static void setIntraOp(int count) throws EngineUnavailableException {
    if (count < 1 || count > 1024) {
      throw new IllegalArgumentException("count must be in [1, 1024], is " + count);
    }
    EngineStart.require();
    JniUtils.setNumThreads(count);
    // Threads that already computed keep the number that they began with.
    NetworkThreads.inEachLane(() -> JniUtils.setNumThreads(count));
  }
}
