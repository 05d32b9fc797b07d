package dev.sluice.admin;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** {@link ModelsOverHttpTests} on H2. */
class H2ModelsTest extends ModelsOverHttpTests {
  @TempDir static Path data;
  private static AdminUnderTest admin;

  @BeforeAll
  static void start() {
    admin = AdminUnderTest.start(data, Map.of());
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @Override
  AdminUnderTest admin() {
    return admin;
  }
}
