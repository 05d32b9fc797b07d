package dev.sluice.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, with a script in the place of {@code java}. */
class LauncherTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String GREETING =
      "echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2\n";

  @TempDir Path folder;
  private Path home;
  private Path jdk;

  @BeforeEach
  void copyLauncher() throws IOException {
    home = folder.resolve("home with blank");
    jdk = folder.resolve("jdk");
    Path run = home.resolve("standalone/target/run");
    Files.createDirectories(run.resolve("1"));
    Files.createDirectories(home.resolve(".mvn"));
    Files.createDirectories(jdk.resolve("bin"));
    Files.copy(ROOT.resolve("sluice"), home.resolve("sluice"));
    Files.copy(ROOT.resolve(".mvn/find-jdk.sh"), home.resolve(".mvn/find-jdk.sh"));
    Files.writeString(run.resolve("current"), "1\n");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
    executable("javac", "");
  }

  @Test
  void virtualMachine_cannotStart_saysWhyWithItsExitCode() throws Exception {
    executable("java", GREETING + "echo 'Error: Could not create the machine.' >&2\nexit 3\n");
    Process process = launch(Map.of());
    assertThat(stderr(process)).isEqualTo("Error: Could not create the machine.\n");
    assertThat(process.exitValue()).isEqualTo(3);
  }

  @Test
  void program_writesToDescriptorThree_reachesStderr() throws Exception {
    executable("java", GREETING + "echo \"started $*\" >&3\n");
    assertThat(
            stderr(launch(Map.of("SLUICE_JAVA_OPTS", "-Xmx1g -Dx=y", "SLUICE_WEIGHT_CACHE", "/w"))))
        .startsWith("started --enable-native-access=ALL-UNNAMED")
        .contains(" -Dsluice.stderr.fd=3 -Dsluice.weights.cache=/w -Xmx1g -Dx=y -jar ")
        .endsWith("/1/sluice.jar version\n");
  }

  @Test
  void signal_toTheLaunchersProcess_reachesTheVirtualMachine() throws Exception {
    executable(
        "java",
        "trap 'echo stopped >&3; exit 143' TERM\necho up\nwhile :; do read -r _ || :; done\n");
    Process process = launch(Map.of());
    assertThat(process.inputReader(UTF_8).readLine()).isEqualTo("up");
    process.toHandle().destroy();
    assertThat(stderr(process)).isEqualTo("stopped\n");
    assertThat(process.exitValue()).isEqualTo(143);
  }

  @Test
  void temporaryFolder_notWritable_runsAllTheSame() throws Exception {
    executable("java", "echo plain >&2\n");
    assertThat(stderr(launch(Map.of("TMPDIR", folder.resolve("none").toString()))))
        .isEqualTo("plain\n");
  }

  private Process launch(Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("sluice").toString(), "version");
    builder.environment().putAll(environment);
    builder.environment().put("SLUICE_JAVA_HOME", jdk.toString());
    builder.environment().put("SLUICE_BUILD", "off");
    return builder.start();
  }

  private static String stderr(Process process) throws Exception {
    String text = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return text;
  }

  private void executable(String name, String body) throws IOException {
    Path file = jdk.resolve("bin").resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
