package dev.sluice.standalone.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path folder;

  @Test
  void open_twice_secondOneSaysWhoHasIt() {
    try (DataDirectory first = DataDirectory.open(folder)) {
      assertThat(first.root()).isEqualTo(folder);
      assertThatThrownBy(() -> DataDirectory.open(folder))
          .isInstanceOf(StackException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void open_afterClose_works() {
    DataDirectory.open(folder).close();
    try (DataDirectory again = DataDirectory.open(folder)) {
      assertThat(again.root()).isDirectory();
    }
  }

  @Test
  void open_aFileIsThere_saysSo() throws Exception {
    Path file = Files.createFile(folder.resolve("taken"));
    assertThatThrownBy(() -> DataDirectory.open(file))
        .isInstanceOf(StackException.class)
        .hasMessageContaining(file + " is not a folder");
  }

  @Test
  void secrets_areKeptAndReadableByTheOwnerOnly() throws Exception {
    Secrets secrets = new Secrets(folder.resolve("secrets"));
    String first = secrets.internalSecret();
    assertThat(first).matches("[0-9a-f]{64}").isNotEqualTo(secrets.pepper());
    assertThat(new Secrets(folder.resolve("secrets")).internalSecret()).isEqualTo(first);
    for (String name : new String[] {"internal-secret", "pepper"}) {
      Path file = folder.resolve("secrets").resolve(name);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void secrets_damagedFile_saysWhatToDo() throws Exception {
    Files.createDirectory(folder.resolve("secrets"));
    Files.writeString(folder.resolve("secrets/pepper"), "short");
    assertThatThrownBy(() -> new Secrets(folder.resolve("secrets")).pepper())
        .isInstanceOf(StackException.class)
        .hasMessageContaining("pepper is damaged");
  }

  @Test
  void bootstrap_firstStart_makesKeyAndPasswordOnce() {
    try (DataDirectory data = DataDirectory.open(folder)) {
      data.secrets().pepper();
      Bootstrap first = Bootstrap.prepare(data, null, null);
      assertThat(first.apiKey()).startsWith("sk-sluice-");
      assertThat(first.adminPassword()).isNotBlank();
      first.markShown(data);
      Bootstrap second = Bootstrap.prepare(data, null, null);
      assertThat(second.isFirstStart()).isFalse();
      assertThat(second.apiKey()).isNull();
      assertThat(second.adminPassword()).isNull();
      assertThat(Bootstrap.prepare(data, "sk-mine", null).apiKey()).isEqualTo("sk-mine");
    }
  }

  @Test
  void bootstrap_failedFirstStart_isFirstAgain() {
    try (DataDirectory data = DataDirectory.open(folder)) {
      Bootstrap failed = Bootstrap.prepare(data, null, null);
      Bootstrap again = Bootstrap.prepare(data, null, null);
      assertThat(again).isEqualTo(failed);
      assertThat(again.isFirstStart()).isTrue();
      assertThat(Bootstrap.prepare(data, null, "chosen").adminPassword()).isEqualTo("chosen");
    }
  }

  @Test
  void bootstrap_text_hidesTheSecrets() {
    Bootstrap bootstrap = new Bootstrap("sk-visible", "password", true);
    assertThat(bootstrap.toString()).doesNotContain("sk-visible").doesNotContain("password");
  }
}
