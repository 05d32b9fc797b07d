package dev.sluice.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher's start-up caches, made by it from the program of this build. They are not made at
 * all when a training run comes upon classes of the Vector API, and then starts are only slower.
 */
class StartUpCacheIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path home;

  @Test
  void launcher_afterABuild_hasCachesForCommandsAndServices() throws Exception {
    Files.createDirectories(home.resolve(".mvn"));
    Files.copy(ROOT.resolve("sluice"), home.resolve("sluice"));
    Files.copy(ROOT.resolve(".mvn/find-jdk.sh"), home.resolve(".mvn/find-jdk.sh"));
    Path target = home.resolve("standalone/target");
    executable("mvnw", "mkdir -p '" + target + "'; cp '" + program() + "' '" + target + "'\n");
    Path errors = home.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(home.resolve("sluice").toString(), "version");
    builder.environment().put("SLUICE_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("SLUICE_BUILD");
    builder.environment().remove("SLUICE_AOT");
    builder.redirectError(errors.toFile());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(errors)).doesNotContain("no start-up cache");
    assertThat(output).startsWith("sluice ");
    try (Stream<Path> files = Files.walk(target)) {
      List<String> caches =
          files.map(file -> file.getFileName().toString()).filter(f -> f.endsWith(".aot")).toList();
      assertThat(caches).containsExactlyInAnyOrder("commands.aot", "services.aot");
    }
  }

  private static Path program() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target").toAbsolutePath())) {
      return files
          .filter(f -> f.getFileName().toString().matches("standalone-.*-exec\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  private void executable(String name, String script) throws IOException {
    Path file = home.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
