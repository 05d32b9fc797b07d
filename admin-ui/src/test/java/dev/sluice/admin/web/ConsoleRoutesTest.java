package dev.sluice.admin.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleRoutesTest {
  @ParameterizedTest
  @ValueSource(strings = {"/", "/keys", "/usage/today", "/a.b/c", "/apis", "/internals"})
  void isPage_addressOfThePage_isTrue(String path) {
    assertThat(ConsoleRoutes.isPage(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/favicon.svg",
        "/assets/x.js",
        "/api",
        "/api/v1/nothing",
        "/internal/v1/x",
        "/actuator",
        "/actuator/health",
        "/openapi/x"
      })
  void isPage_fileOrOthers_isFalse(String path) {
    assertThat(ConsoleRoutes.isPage(path)).isFalse();
  }
}
