package io.github.clip4j.benchmarks;

import io.github.clip4j.tokenizer.ClipTokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Texts a second on 20,000 captions, one thread. The peer is instant-clip-tokenizer (Rust), run by
 * {@code tools/bench/tokenizer_peers.py} on the same captions; it does no text fixing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TokenizerBenchmark {
  private static final int CAPTIONS = 20_000;

  /** {@code openClip} fixes texts as ftfy does; {@code huggingFace} does not. */
  @Param({"openClip", "huggingFace"})
  public String dialect = "openClip";

  private ClipTokenizer tokenizer = ClipTokenizer.openClip();
  private List<String> captions = List.of();

  /** Reads the captions. */
  @Setup
  public void prepare() throws IOException {
    tokenizer = dialect.equals("openClip") ? ClipTokenizer.openClip() : ClipTokenizer.huggingFace();
    InputStream in =
        Objects.requireNonNull(TokenizerBenchmark.class.getResourceAsStream("captions.txt.gz"));
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      captions = reader.lines().toList();
    }
    if (captions.size() != CAPTIONS) {
      throw new IllegalStateException("captions: " + captions.size());
    }
  }

  /** As {@code Tokenizer.encode} of the peer, text by text. */
  @Benchmark
  @OperationsPerInvocation(CAPTIONS)
  public void encodeEach(Blackhole sink) {
    for (String caption : captions) {
      sink.consume(tokenizer.encode(caption));
    }
  }

  /** As {@code tokenize_batch} of the peer: rows of 77. */
  @Benchmark
  @OperationsPerInvocation(CAPTIONS)
  public long[][] encodeBatch() {
    return tokenizer.encodeBatch(captions);
  }
}
