package dev.sluice.standalone.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standalone.stack.Ports;
import dev.sluice.standalone.stack.Urls;
import org.junit.jupiter.api.Test;

class AdminApiTest {
  @Test
  void defaultUrl_isWhereUpPutsTheConsole() {
    assertThat(AdminApi.DEFAULT_URL).isEqualTo(Urls.of("127.0.0.1", Ports.from(8080).admin()));
  }
}
