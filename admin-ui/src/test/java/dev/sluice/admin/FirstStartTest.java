package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.admin.bootstrap.BootstrapCredentials;
import dev.sluice.admin.identity.IdentitySettings;
import dev.sluice.contract.KeyHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first start makes up, and that the next one keeps it. */
class FirstStartTest {
  private static final Map<String, String> NOTHING_GIVEN =
      Map.of("sluice.admin.bootstrap-password", "", "sluice.admin.bootstrap-api-key", "");

  /** A blank in the folder's name must not matter. */
  @TempDir(factory = BlankInTheName.class)
  Path data;

  @Test
  void start_nothingGiven_generatesBothOnceAndLeavesThemInAPrivateFile() throws IOException {
    Path file = data.resolve("first-credentials.txt");
    String password;
    try (AdminUnderTest admin = AdminUnderTest.start(data, NOTHING_GIVEN)) {
      BootstrapCredentials made = admin.bean(BootstrapCredentials.class);
      password = made.password();
      assertThat(Files.readString(file)).contains(password, made.apiKey(), made.username());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(hashes(admin)).contains(KeyHash.of(AdminUnderTest.PEPPER, made.apiKey()));
      admin
          .browser()
          .logIn("admin", password)
          .read("/api/v1/session")
          .expectBody()
          .jsonPath("$.mustChangePassword")
          .isEqualTo(true);
    }
    try (AdminUnderTest admin = AdminUnderTest.start(data, NOTHING_GIVEN)) {
      BootstrapCredentials made = admin.bean(BootstrapCredentials.class);
      assertThat(made.password()).isNull();
      assertThat(made.apiKey()).isNull();
      assertThat(admin.browser().logIn("admin", password).session()).isNotNull();
    }
  }

  @Test
  void start_keyGiven_isMadeOnceAndReused() {
    String secret = "sk-sluice-given-by-the-operator";
    Map<String, String> given = Map.of("sluice.admin.bootstrap-api-key", secret);
    for (int start = 0; start < 2; start++) {
      try (AdminUnderTest admin = AdminUnderTest.start(data, given)) {
        assertThat(admin.bean(BootstrapCredentials.class).apiKey()).isNull();
        assertThat(hashes(admin)).containsOnlyOnce(KeyHash.of(AdminUnderTest.PEPPER, secret));
        assertThat(data.resolve("first-credentials.txt")).doesNotExist();
      }
    }
  }

  @Test
  void start_keyNotWanted_makesOnlyTheConsolesOwn() {
    Map<String, String> unwanted = Map.of("sluice.admin.create-bootstrap-key", "false");
    try (AdminUnderTest admin = AdminUnderTest.start(data, unwanted)) {
      assertThat(hashes(admin)).hasSize(1);
    }
  }

  @Test
  void pepper_missingOrShort_refusedWithoutQuotingIt() {
    assertThatThrownBy(() -> new IdentitySettings("short", "p1"))
        .hasMessageContaining("sluice.admin.pepper has 5 characters")
        .hasMessageNotContaining("short");
  }

  private static List<String> hashes(AdminUnderTest admin) {
    return admin.snapshot().keys().stream().map(key -> key.hash()).toList();
  }
}
