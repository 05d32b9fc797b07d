package dev.sluice.admin.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.admin.api.ApiFailure;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageQueryTest {
  private static final UsageFilter ALL = new UsageFilter(null, null, null, null, null);

  @Test
  void parse_offsetsAndUtc_areTheSameMoments() {
    UsageQuery query =
        UsageQuery.parse("2030-01-31T01:00:00+01:00", "2030-02-01T00:00:00.5Z", "day", ALL);
    assertThat(query.fromMillis()).isEqualTo(Instant.parse("2030-01-31T00:00:00Z").toEpochMilli());
    assertThat(query.toMillis()).isEqualTo(query.fromMillis() + 86_400_500);
    assertThat(query.bucket()).isEqualTo(Bucket.DAY);
  }

  @ParameterizedTest
  @CsvSource({
    "yesterday, 2030-01-01T00:00:00Z, hour, from, 'yesterday'",
    "2030-01-01T00:00:00Z, 2030-13-01T00:00:00Z, hour, to, '2030-13-01'",
    "2030-01-01T00:00:00Z, 2030-01-01T00:00:00Z, hour, to, 'after from'",
    "2030-01-02T00:00:00Z, 2030-01-01T00:00:00Z, day, to, 'after from'",
    "2030-01-01T00:00:00Z, 2030-06-01T00:00:00Z, hour, from, '92 days'",
    "2030-01-01T00:00:00Z, 2040-01-01T00:00:00Z, day, from, '1830 days'",
    "+999999999-12-31T23:59:59Z, 2040-01-01T00:00:00Z, day, from, '999999999'",
    "2030-01-01T00:00:00Z, 2030-01-02T00:00:00Z, week, groupBy, 'week'",
  })
  void parse_badQuestion_namesParameterAndValue(
      String from, String to, String groupBy, String param, String sentence) {
    assertThatThrownBy(() -> UsageQuery.parse(from, to, groupBy, ALL))
        .isInstanceOfSatisfying(
            ApiFailure.class,
            refused -> {
              assertThat(refused.detail().param()).isEqualTo(param);
              assertThat(refused.getMessage()).contains(sentence);
            });
  }

  @Test
  void conditions_onlyOfWhatIsAsked() {
    assertThat(ALL.conditions()).isEmpty();
    assertThat(new UsageFilter("p", "", "m", null, "w").conditions())
        .isEqualTo(
            " AND project_id = :project_id AND model = :model AND weights_digest = :weights_digest");
  }
}
