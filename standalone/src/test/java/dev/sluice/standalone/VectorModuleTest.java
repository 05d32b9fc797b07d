package dev.sluice.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The program in a JVM that was started without the module of the Vector API. */
class VectorModuleTest {
  @Test
  void version_withTheManifestsExport_findsVectors() throws IOException {
    assertThat(version("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED"))
        .containsPattern("vector +\\d+ bits, \\d+ float lanes");
  }

  @Test
  void version_withoutTheExport_runsAllTheSame() throws IOException {
    assertThat(version()).contains("vector").doesNotContain("float lanes");
  }

  private static String version(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Sluice.class.getName(), "version"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }
}
