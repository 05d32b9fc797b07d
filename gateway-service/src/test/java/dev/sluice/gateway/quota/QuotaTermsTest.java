package dev.sluice.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.QuotaMetric;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.contract.QuotaPolicy.Mode;
import dev.sluice.contract.QuotaPolicy.OnStoreDown;
import dev.sluice.contract.QuotaPolicy.Scope;
import dev.sluice.contract.QuotaWindow;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The terms of quotas, as gateways and the control plane both read them. */
class QuotaTermsTest {
  @ParameterizedTest
  @CsvSource({
    "MINUTE, 2028-02-29T23:59:00Z, 2028-03-01T00:00:00Z",
    "HOUR, 2028-02-29T23:00:00Z, 2028-03-01T00:00:00Z",
    "DAY, 2028-02-29T00:00:00Z, 2028-03-01T00:00:00Z",
    "MONTH, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
  })
  void window_isACalendarSpanInUtc(QuotaWindow window, Instant start, Instant end) {
    long at = Instant.parse("2028-02-29T23:59:59.999Z").toEpochMilli();
    assertThat(window.startMillis(at)).isEqualTo(start.toEpochMilli());
    assertThat(window.endMillis(at)).isEqualTo(end.toEpochMilli());
    assertThat(window.startMillis(end.toEpochMilli())).isEqualTo(end.toEpochMilli());
  }

  @Test
  void lifetime_neverEnds() {
    assertThat(QuotaWindow.LIFETIME.startMillis(123)).isZero();
    assertThat(QuotaWindow.LIFETIME.endMillis(123)).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "*, anything, true",
    "chat, chat, true",
    "chat, chat-2, false",
    "chat-*, chat-2, true",
    "*-instruct, smol-instruct, true",
    "*a*b*, xxaxxbxx, true",
    "*a*b*, xxbxxaxx, false",
  })
  void pattern_coversNames(String pattern, String model, boolean isCovered) {
    QuotaPolicy policy =
        new QuotaPolicy(
            "q",
            Scope.KEY,
            "k",
            pattern,
            QuotaMetric.REQUESTS,
            QuotaWindow.DAY,
            1,
            Mode.ENFORCE,
            OnStoreDown.DENY,
            1);
    assertThat(policy.covers(model)).isEqualTo(isCovered);
  }
}
