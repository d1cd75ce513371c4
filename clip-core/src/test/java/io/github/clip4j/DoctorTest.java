package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.Doctor.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The doctor")
final class DoctorTest {

  @Test
  void finds_the_build_machine_fit_to_run_a_model() {
    List<Finding> findings = Doctor.examine();
    assertThat(findings)
        .extracting(Finding::topic)
        .contains("Java", "system", "processor", "DJL", "engine", "hub cache", "clip4j cache");
    assertThat(findings)
        .filteredOn(finding -> finding.topic().equals("engine"))
        .singleElement()
        .satisfies(
            engine -> {
              assertThat(engine.found()).contains("PyTorch 2.7.1");
              assertThat(engine.isProblem()).isFalse();
            });
    assertThat(findings)
        .filteredOn(finding -> finding.topic().equals("self-test"))
        .singleElement()
        .satisfies(
            test -> {
              assertThat(test.found()).startsWith("starter: cosine");
              assertThat(test.isProblem()).isFalse();
            });
    assertThat(findings)
        .filteredOn(finding -> finding.topic().endsWith("library jar"))
        .hasSize(2)
        .noneMatch(Finding::isProblem);
  }

  @Test
  void tries_whether_a_folder_can_be_written_and_leaves_nothing_there(@TempDir Path folder)
      throws IOException {
    assertThat(Doctor.canWrite(folder)).isTrue();
    assertThat(folder).isEmptyDirectory();
    assertThat(Doctor.canWrite(Files.createFile(folder.resolve("file")))).isFalse();
    // The kernel's folder, which not even the superuser can write.
    if (Files.isDirectory(Path.of("/proc"))) {
      assertThat(Doctor.canWrite(Path.of("/proc"))).isFalse();
    }
  }

  @Test
  void tells_musl_by_the_loader_that_this_process_has_mapped() {
    List<String> alpine =
        List.of(
            "7f0000000000-7f0000014000 r--p 00000000 08:01 123   /lib/ld-musl-x86_64.so.1",
            "7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0     [stack]");
    assertThat(Machine.libraries(alpine)).containsExactly("/lib/ld-musl-x86_64.so.1");
    assertThat(Doctor.remedyForLibc("musl")).contains("Alpine").contains("Debian");
  }

  @Test
  void reads_the_version_that_glibc_names_in_its_own_file() {
    List<String> debian =
        List.of("7f0-7f1 r-xp 0 08:01 9   /usr/lib/x86_64-linux-gnu/libc.so.6", "7f2-7f3 rw-p 0 0");
    assertThat(Machine.libraries(debian)).containsExactly("/usr/lib/x86_64-linux-gnu/libc.so.6");
    String banner = "\0GNU C Library (Debian GLIBC 2.36-9) stable release version 2.36.\n\0";
    assertThat(Machine.glibcVersion(banner.getBytes(StandardCharsets.US_ASCII))).isEqualTo("2.36");
    assertThat(Machine.glibcVersion(new byte[100])).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "glibc 2.17, true",
    "glibc 2.27, true",
    "glibc 2.28, false",
    "glibc 3.0, false",
    "'glibc, version unknown', false"
  })
  void knows_which_glibc_is_too_old(String libc, boolean tooOld) {
    assertThat(Machine.isTooOld(libc)).isEqualTo(tooOld);
    assertThat(Doctor.remedyForLibc(libc) != null).isEqualTo(tooOld);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64",
    "Linux, aarch64, linux-aarch64",
    "Mac OS X, aarch64, osx-aarch64",
    "Mac OS X, x86_64, osx-x86_64",
    "Windows 11, amd64, win-x86_64"
  })
  void names_the_exact_lines_for_the_pom_or_that_there_are_none(
      String os, String arch, String classifier) {
    assertThat(Machine.classifier(os, arch)).isEqualTo(classifier);
    String remedy = EngineStart.nativeLibrary(classifier);
    if (classifier.equals("osx-x86_64")) {
      assertThat(remedy).contains("was not published for osx-x86_64");
    } else {
      assertThat(remedy)
          .contains("<artifactId>pytorch-native-cpu</artifactId>")
          .contains("<version>2.7.1</version>")
          .contains("<classifier>" + classifier + "</classifier>");
    }
  }

  @Test
  void names_the_version_that_the_build_itself_uses() {
    assertThat(MavenLines.jniOnClassPath())
        .contains(MavenLines.NATIVE_VERSION + "-" + MavenLines.DJL_VERSION);
    assertThat(MavenLines.nativeOnClassPath()).get().asString().startsWith("2.7.1");
  }
}
