package dev.sluice.admin;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** {@link ModelsOverHttpTests} on PostgreSQL. */
class PostgresModelsTest extends ModelsOverHttpTests {
  @TempDir static Path data;
  private static AdminUnderTest admin;

  @BeforeAll
  static void start() {
    admin = AdminUnderTest.start(data, PostgresForTests.settings());
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
