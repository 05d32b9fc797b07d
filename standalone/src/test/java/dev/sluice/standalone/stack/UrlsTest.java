package dev.sluice.standalone.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlsTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, http://127.0.0.1:80",
    "0.0.0.0, http://127.0.0.1:80",
    "::, http://[::1]:80",
    "fe80::1, http://[fe80::1]:80",
    "example.test, http://example.test:80"
  })
  void of_host_givesCallableAddress(String host, String expected) {
    assertThat(Urls.of(host, 80)).isEqualTo(expected);
  }
}
