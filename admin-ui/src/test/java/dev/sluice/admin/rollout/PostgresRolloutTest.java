package dev.sluice.admin.rollout;

import dev.sluice.admin.AdminUnderTest;
import dev.sluice.admin.PostgresForTests;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** {@link RolloutTests} on PostgreSQL. */
class PostgresRolloutTest extends RolloutTests {
  @TempDir static Path data;
  private static FakeVersions gateway;
  private static AdminUnderTest admin;

  @BeforeAll
  static void start() {
    gateway = new FakeVersions();
    Map<String, String> settings = settings(gateway);
    settings.putAll(PostgresForTests.settings());
    admin = AdminUnderTest.start(data, settings);
  }

  @AfterAll
  static void stop() {
    admin.close();
    gateway.close();
  }

  @Override
  AdminUnderTest admin() {
    return admin;
  }

  @Override
  FakeVersions gateway() {
    return gateway;
  }
}
