package dev.sluice.admin.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class UsageCsvTest {
  private static final Instant NOON = Instant.parse("2030-01-31T12:00:00Z");

  @Test
  void line_plainValues_areNotQuoted() {
    assertThat(
            UsageCsv.line(
                new UsageRow(NOON, "p", "k", "tiny-1.5", 1, 2, 3, 4, 5, "tiny", "sha256:0a")))
        .isEqualTo("2030-01-31T12:00:00Z,p,k,tiny-1.5,1,2,3,4,5,tiny,sha256:0a\r\n");
  }

  @Test
  void line_commaQuoteAndLineBreak_areQuoted() {
    assertThat(
            UsageCsv.line(
                new UsageRow(NOON, "a,b", "say \"hi\"", "two\nlines", 1, 2, 3, 4, 5, "v", null)))
        .isEqualTo(
            "2030-01-31T12:00:00Z,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",1,2,3,4,5,v,\r\n");
  }

  @Test
  void header_hasAColumnPerValue() {
    assertThat(UsageCsv.header().split(","))
        .hasSameSizeAs(
            UsageCsv.line(new UsageRow(NOON, "p", "k", "m", 1, 2, 3, 4, 5, "v", "w")).split(","));
  }
}
