package dev.sluice.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.QuotaCharge;
import dev.sluice.contract.QuotaMetric;
import dev.sluice.contract.UsageEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenRequestsTest {
  @TempDir private Path folder;
  private OpenRequests open;

  @BeforeEach
  void begin() throws IOException {
    open = new OpenRequests(folder);
    open.begin();
  }

  @Test
  void left_afterACrash_hasWhatWasCounted_splitOverTheLeases() {
    OpenRequest running = open.open(entry("running", 10, List.of("a", "b"), List.of(12L, 50L)));
    running.dispatched();
    running.generated(3);
    running.generated(4);
    open.open(entry("ended", 10, List.of("a"), List.of(20L))).close();
    open.open(entry("waiting", 10, List.of("a"), List.of(20L)));
    assertThat(new OpenRequests(folder).left())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.id()).isEqualTo("running");
              assertThat(event.errorCode()).isEqualTo(UsageEvent.GATEWAY_LOST);
              assertThat(event.promptTokens()).isEqualTo(10);
              assertThat(event.outputTokens()).isEqualTo(7);
              assertThat(event.charges())
                  .containsExactly(new QuotaCharge("q", "a", 12), new QuotaCharge("q", "b", 5));
            });
  }

  @Test
  void left_readAgainBeforeBegin_isStillThere_thenGone() throws IOException {
    open.open(entry("running", 1, List.of("a"), List.of(20L))).dispatched();
    OpenRequests restarted = new OpenRequests(folder);
    assertThat(restarted.left()).hasSize(1);
    assertThat(restarted.left()).hasSize(1);
    restarted.begin();
    assertThat(new OpenRequests(folder).left()).isEmpty();
  }

  @Test
  void manyRequests_growTheFile_andSlotsAreUsedAgain() throws IOException {
    List<OpenRequest> all = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      all.add(open.open(entry("r" + i, 1, List.of("a"), List.of(20L))));
      all.getLast().dispatched();
    }
    assertThat(new OpenRequests(folder).left()).hasSize(600);
    all.forEach(OpenRequest::close);
    long size = Files.size(folder.resolve("open-requests.bin"));
    for (int i = 0; i < 700; i++) {
      assertThat(open.open(entry("again" + i, 1, List.of("a"), List.of(20L)))).isNotNull();
    }
    assertThat(folder.resolve("open-requests.bin")).hasSize(size);
  }

  @Test
  void tooManyQuotasForASlot_isNotNoted() {
    List<String> leases = new ArrayList<>();
    List<Long> amounts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      leases.add("a-rather-long-lease-id-number-" + i);
      amounts.add(1L);
    }
    assertThat(open.open(entry("big", 1, leases, amounts))).isNull();
  }

  private static OpenRequests.Entry entry(
      String id, int promptTokens, List<String> leases, List<Long> amounts) {
    UsageEvent event =
        new UsageEvent(
            id,
            1,
            "k",
            "p",
            "m",
            null,
            "/v1/completions",
            true,
            0,
            0,
            0,
            "error",
            null,
            null,
            0,
            List.of());
    return new OpenRequests.Entry(
        event,
        promptTokens,
        List.of(new QuotaPart("q", QuotaMetric.TOTAL_TOKENS, leases, amounts)));
  }
}
