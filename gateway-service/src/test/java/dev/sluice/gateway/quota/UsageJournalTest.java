package dev.sluice.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.UsageEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class UsageJournalTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  @TempDir private Path folder;

  @Test
  void recorded_isFoundInOrder_untilPosted() {
    try (UsageJournal journal = journal(DataSize.ofMegabytes(1))) {
      journal.record(event("one"), null);
      journal.record(event("two"), null);
      UsageJournal.Segment segment = journal.oldest().orElseThrow();
      assertThat(segment.events()).extracting(UsageEvent::id).containsExactly("one", "two");
      assertThat(journal.oldest().orElseThrow().name()).isEqualTo(segment.name());
      journal.posted(segment);
      assertThat(journal.oldest()).isEmpty();
      assertThat(folder).isDirectoryNotContaining("glob:**.ndjson");
    }
  }

  @Test
  void restart_afterACrash_replaysWhatWasWritten_andSkipsTheTornLine() throws IOException {
    try (UsageJournal journal = journal(DataSize.ofMegabytes(1))) {
      journal.record(event("kept"), null);
    }
    Path file;
    try (var files = Files.list(folder)) {
      file = files.filter(found -> found.toString().endsWith(".ndjson")).findFirst().orElseThrow();
    }
    Files.writeString(file, "{\"id\":\"torn\",\"occ", StandardOpenOption.APPEND);
    try (UsageJournal journal = journal(DataSize.ofMegabytes(1))) {
      journal.record(event("later"), null);
      UsageJournal.Segment old = journal.oldest().orElseThrow();
      assertThat(old.events()).extracting(UsageEvent::id).containsExactly("kept");
      journal.posted(old);
      Optional<UsageJournal.Segment> next = journal.oldest();
      assertThat(next.orElseThrow().events()).extracting(UsageEvent::id).containsExactly("later");
    }
  }

  @Test
  void full_dropsAndCounts_andTakesEventsAgainOncePosted() {
    try (UsageJournal journal = journal(DataSize.ofBytes(500))) {
      for (int i = 0; i < 10; i++) {
        journal.record(event("event-" + i), null);
      }
      UsageJournal.Segment segment = journal.oldest().orElseThrow();
      int kept = segment.events().size();
      assertThat(kept).isBetween(1, 3);
      assertThat(meters.counter("sluice.gateway.usage.dropped").count()).isEqualTo(10 - kept);
      journal.posted(segment);
      journal.record(event("again"), null);
      assertThat(journal.oldest().orElseThrow().events()).hasSize(1);
    }
  }

  private UsageJournal journal(DataSize max) {
    return new UsageJournal(
        new QuotaProperties(
            folder,
            max,
            QuotaProperties.Sync.EVENT,
            Duration.ofSeconds(1),
            10,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            10),
        meters);
  }

  private static UsageEvent event(String id) {
    return new UsageEvent(
        id,
        1,
        "k",
        "p",
        "m",
        "pod",
        "/v1/completions",
        false,
        1,
        0,
        2,
        "stop",
        null,
        null,
        5,
        List.of());
  }

  @Test
  void segments_ofAnEmptyJournal_areNone() {
    try (UsageJournal journal = journal(DataSize.ofMegabytes(1))) {
      assertThat(List.of(journal.oldest())).containsExactly(Optional.empty());
    }
  }
}
