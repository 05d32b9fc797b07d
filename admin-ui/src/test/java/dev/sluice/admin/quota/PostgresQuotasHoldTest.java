package dev.sluice.admin.quota;

import dev.sluice.admin.AdminUnderTest;
import dev.sluice.admin.PostgresForTests;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** {@link QuotasHoldTests} on PostgreSQL. */
class PostgresQuotasHoldTest extends QuotasHoldTests {
  @TempDir static Path data;
  private static AdminUnderTest admin;

  @BeforeAll
  static void start() {
    Map<String, String> settings = new HashMap<>(PostgresForTests.settings());
    // The tests sweep themselves.
    settings.put("sluice.admin.quota.sweep-interval", "1h");
    admin = AdminUnderTest.start(data, settings);
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
