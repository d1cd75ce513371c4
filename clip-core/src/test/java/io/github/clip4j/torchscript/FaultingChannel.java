package io.github.clip4j.torchscript;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A channel whose n-th writing call finds the disk full; before that it writes a part at most. */
final class FaultingChannel extends FileChannel {
  private final FileChannel real;
  private final int failAt;
  private int calls;

  FaultingChannel(FileChannel real, int failAt) {
    this.real = real;
    this.failAt = failAt;
  }

  private void count() throws IOException {
    calls++;
    if (calls == failAt) {
      throw new IOException("No space left on device");
    }
  }

  /** Writes half of what is asked for, as a channel may. */
  @Override
  public int write(ByteBuffer src, long position) throws IOException {
    count();
    int part = (src.remaining() + 1) / 2;
    ByteBuffer half = src.duplicate().limit(src.position() + part);
    int n = real.write(half, position);
    src.position(src.position() + n);
    return n;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    count();
    real.force(metaData);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }

  @Override
  public int write(ByteBuffer src) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer dst) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer dst, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long newPosition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel src, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
