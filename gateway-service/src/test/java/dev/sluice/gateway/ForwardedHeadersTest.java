package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.GatewaySnapshot.ApiKey;
import dev.sluice.gateway.fake.FakeAdmin;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a request comes from is what its connection says, and not what the client writes. */
class ForwardedHeadersTest {
  @ParameterizedTest
  @CsvSource({
    "spring.main.cloud-platform=none, 403",
    "spring.main.cloud-platform=kubernetes, 403",
    "server.forward-headers-strategy=native, 200",
  })
  void networkOfAKey_isPassedByAForgedAddress_onlyWhereAProxyIsTrusted(String setting, int status) {
    try (GatewayHarness gateway = GatewayHarness.start(1, setting)) {
      gateway.publish(List.of(keyFor("10.0.0.0/8")), List.of());
      assertThat(
              gateway
                  .send(
                      gateway
                          .request("/v1/models")
                          .header("x-forwarded-for", "10.1.2.3")
                          .header("forwarded", "for=10.1.2.3")
                          .build())
                  .statusCode())
          .isEqualTo(status);
    }
  }

  private static ApiKey keyFor(String network) {
    ApiKey key = FakeAdmin.key("k1", GatewayHarness.SECRET);
    return FakeAdmin.restricted(key, List.of(), List.of(network));
  }
}
