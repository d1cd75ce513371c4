package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the systems' own words mean. */
class CpuFeaturesTest {
  @Test
  @DisplayName("Linux on x86: the flags that matter, in an order of their own")
  void linux_x86() {
    CpuFeatures cpu =
        CpuFeatures.ofCpuinfo(
            "processor\t: 0\nmodel name\t: Some CPU\nflags\t\t: amx_tile fpu avx512f avx2 fma sse\n"
                + "processor\t: 1\nmodel name\t: Other\nflags\t\t: avx512_bf16\n");
    assertThat(cpu.describe()).isEqualTo("Some CPU: avx2 fma avx512f amx_tile");
    assertThat(cpu.hasBf16()).isFalse();
  }

  @Test
  @DisplayName("bf16 is there by AVX-512, by AMX or by Arm's own flag; nothing else stands for it")
  void bf16() {
    assertThat(CpuFeatures.ofCpuinfo("flags : avx512f avx512_bf16\n").hasBf16()).isTrue();
    assertThat(CpuFeatures.ofCpuinfo("flags : amx_tile amx_bf16\n").hasBf16()).isTrue();
    assertThat(CpuFeatures.ofCpuinfo("Features\t: fp asimd bf16 sve\n").hasBf16()).isTrue();
    assertThat(CpuFeatures.ofCpuinfo("flags : avx512f avx512_vnni\n").hasBf16()).isFalse();
  }

  @Test
  @DisplayName("8-bit dot products: VNNI, AMX and Arm's")
  void int8() {}

  @Test
  @DisplayName("macOS: sysctl's ones and zeros")
  void mac() {
    String m2 =
        "machdep.cpu.brand_string: Apple M2\nhw.optional.arm.FEAT_BF16: 1\n"
            + "hw.optional.arm.FEAT_DotProd: 1\nhw.optional.arm.FEAT_I8MM: 0\n";
    assertThat(CpuFeatures.ofSysctl(m2).describe()).isEqualTo("Apple M2: asimd asimddp bf16");
    assertThat(CpuFeatures.ofSysctl("").hasBf16()).isFalse();
  }

  @Test
  @DisplayName("a system that tells nothing is assumed to have nothing")
  void unknown() {
    CpuFeatures cpu = CpuFeatures.ofCpuinfo("");
    assertThat(cpu.isKnown()).isFalse();
    assertThat(cpu.hasBf16()).isFalse();
    assertThat(cpu.describe()).isEqualTo("not told by this system");
  }

  @Test
  @DisplayName("this machine's are asked once and say something")
  void here() {
    assertThat(CpuFeatures.ofThisMachine()).isSameAs(CpuFeatures.ofThisMachine());
    assertThat(CpuFeatures.ofThisMachine().describe()).isNotEmpty();
  }
}
