package dev.sluice.admin.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.RoomDatabase;
import dev.sluice.admin.api.Cursor;
import dev.sluice.admin.identity.KeyConsumption;
import dev.sluice.contract.UsageEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The table of usage events, on each database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UsageTablesTest {
  private static final Instant NOW = Instant.parse("2030-01-31T12:34:56Z");
  private static final UsageFilter ALL = new UsageFilter(null, null, null, null, null);

  private static final Comparator<String> NULLS_FIRST =
      Comparator.nullsFirst(Comparator.naturalOrder());

  private final RoomDatabase database;
  private final UsageLedger ledger;
  private final UsageRollups rollups;

  UsageTablesTest(RoomDatabase database) {
    this.database = database;
    this.ledger = new UsageLedger(database.client(), database.transaction(), List.of());
    this.rollups = new UsageRollups(database.client(), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  static class H2Test extends UsageTablesTest {
    H2Test() {
      super(RoomDatabase.h2());
    }
  }

  static class PostgresTest extends UsageTablesTest {
    PostgresTest() {
      super(RoomDatabase.postgres());
    }
  }

  @BeforeEach
  void empty() {
    database.client().sql("DELETE FROM usage_events").then().block();
  }

  @Test
  void append_sameEventsAgain_countsThemOnce() {
    List<UsageEvent> events = random(40);
    assertThat(ledger.append(events).block()).isEqualTo(40);
    assertThat(ledger.append(events).block()).isZero();
    assertThat(ledger.append(List.of(events.get(3), event("new", NOW))).block()).isEqualTo(1);
    assertThat(rollups.today().block().requests())
        .isEqualTo(1 + events.stream().filter(UsageTablesTest::isToday).count());
  }

  @Test
  void append_sameEventTwiceInABatch_countsItOnce() {
    UsageEvent event = event("twice", NOW);
    assertThat(ledger.append(List.of(event, event)).block()).isEqualTo(1);
  }

  @Test
  void append_nothing_isFine() {
    assertThat(ledger.append(List.of()).block()).isZero();
  }

  @Test
  void append_overlongOrOddText_isCutNotRefused() {
    UsageEvent event =
        new UsageEvent(
            "odd",
            NOW.toEpochMilli(),
            null,
            "p",
            "m".repeat(500) + "\0",
            "a\0b",
            "chat",
            false,
            1,
            0,
            1,
            null,
            null,
            null,
            5,
            List.of());
    assertThat(ledger.append(List.of(event)).block()).isEqualTo(1);
    UsageEventView stored = ledger.page(ALL, Cursor.START, 10).blockLast();
    assertThat(stored.model()).isEqualTo("m".repeat(200));
    assertThat(stored.podId()).isEqualTo("ab");
    assertThat(stored.keyId()).isEmpty();
    assertThat(stored.timeToFirstTokenMicros()).isNull();
  }

  @Test
  void append_eventOfAVersion_isReadBackWithItsVersionAndTimes() {
    UsageEvent event =
        new UsageEvent(
            "versioned",
            NOW.toEpochMilli(),
            "k",
            "p",
            "chat",
            "tiny",
            "sha256:0a",
            "pod-1",
            "chat",
            true,
            1,
            0,
            2,
            "error",
            "pod_failed",
            3000L,
            250L,
            5000,
            List.of());
    ledger.append(List.of(event)).block();
    UsageEventView stored = ledger.page(ALL, Cursor.START, 10).blockLast();
    assertThat(stored.servedModel()).isEqualTo("tiny");
    assertThat(stored.weightsDigest()).isEqualTo("sha256:0a");
    assertThat(stored.errorCode()).isEqualTo("pod_failed");
    assertThat(stored.timeToFirstTokenMicros()).isEqualTo(3000);
    assertThat(stored.interTokenMicros()).isEqualTo(250);
  }

  @Test
  void rows_ofRandomEvents_areTheSumsOfTheEvents() {
    List<UsageEvent> events = random(400);
    ledger.append(events).block();
    for (Bucket bucket : Bucket.values()) {
      for (UsageFilter filter :
          List.of(
              ALL,
              new UsageFilter("p1", null, "m2", null, null),
              new UsageFilter(null, "k0", null, null, null),
              new UsageFilter(null, null, "m1", "v1", null),
              new UsageFilter(null, null, null, null, "w0"))) {
        long from = NOW.minusSeconds(40 * 3600).toEpochMilli();
        long to = NOW.minusSeconds(2 * 3600).toEpochMilli();
        UsageQuery query = new UsageQuery(from, to, bucket, filter);
        assertThat(rollups.rows(query).collectList().block())
            .isNotEmpty()
            .containsExactlyElementsOf(summed(events, query));
      }
    }
  }

  @Test
  void today_ofRandomEvents_isTheSumSinceMidnight() {
    List<UsageEvent> events = random(200);
    ledger.append(events).block();
    List<UsageEvent> today = events.stream().filter(UsageTablesTest::isToday).toList();
    assertThat(today).isNotEmpty().hasSizeLessThan(200);
    assertThat(rollups.today().block())
        .isEqualTo(
            new Totals(
                today.size(),
                today.stream().mapToLong(UsageEvent::promptTokens).sum(),
                today.stream().mapToLong(UsageEvent::cachedPromptTokens).sum(),
                today.stream().mapToLong(UsageEvent::outputTokens).sum(),
                today.stream().filter(event -> event.errorCode() != null).count()));
  }

  @Test
  void today_withoutEvents_isZero() {
    assertThat(rollups.today().block()).isEqualTo(new Totals(0, 0, 0, 0, 0));
  }

  @Test
  void thisMinute_countsFinishedRequestsOfTheAskedKeysOnly() {
    Instant minute = Instant.parse("2030-01-31T12:34:00Z");
    ledger
        .append(
            List.of(
                used("1", "a", minute.minusMillis(1), 1),
                used("2", "a", minute, 10),
                used("3", "a", NOW, 100),
                used("4", "b", NOW, 1_000),
                used("5", "c", NOW, 10_000)))
        .block();
    MinuteConsumption consumption =
        new MinuteConsumption(database.client(), Clock.fixed(NOW, ZoneOffset.UTC));
    assertThat(consumption.thisMinute(List.of("a", "b", "idle")).block())
        .containsOnly(
            Map.entry("a", new KeyConsumption.Used(2, 114)),
            Map.entry("b", new KeyConsumption.Used(1, 1_002)));
    assertThat(consumption.thisMinute(List.of()).block()).isEmpty();
  }

  @Test
  void page_afterPage_givesEveryEventOnceNewestFirst() {
    List<UsageEvent> events = random(25);
    events.add(event("same-moment-1", NOW));
    events.add(event("same-moment-2", NOW));
    ledger.append(events).block();
    List<UsageEventView> read = new ArrayList<>();
    Cursor place = Cursor.START;
    for (List<UsageEventView> page = page(place); !page.isEmpty(); page = page(place)) {
      read.addAll(page);
      place = page.getLast().place();
    }
    assertThat(read).extracting(UsageEventView::id).doesNotHaveDuplicates().hasSize(27);
    assertThat(read)
        .isSortedAccordingTo(
            Comparator.comparing(UsageEventView::at).thenComparing(UsageEventView::id).reversed());
  }

  private List<UsageEventView> page(Cursor place) {
    return ledger.page(ALL, place, 4).collectList().block();
  }

  private static boolean isToday(UsageEvent event) {
    return event.occurredAtEpochMillis() >= Instant.parse("2030-01-31T00:00:00Z").toEpochMilli();
  }

  private static List<UsageRow> summed(List<UsageEvent> events, UsageQuery query) {
    UsageFilter filter = query.filter();
    Predicate<UsageEvent> isAsked =
        event ->
            event.occurredAtEpochMillis() >= query.fromMillis()
                && event.occurredAtEpochMillis() < query.toMillis()
                && (filter.projectId() == null || filter.projectId().equals(event.projectId()))
                && (filter.keyId() == null || filter.keyId().equals(event.keyId()))
                && (filter.model() == null || filter.model().equals(event.model()))
                && (filter.servedModel() == null
                    || filter.servedModel().equals(event.servedModel()))
                && (filter.weightsDigest() == null
                    || filter.weightsDigest().equals(event.weightsDigest()));
    Map<UsageRow, List<UsageEvent>> groups =
        events.stream()
            .filter(isAsked)
            .collect(Collectors.groupingBy(event -> group(event, query.bucket())));
    return groups.entrySet().stream()
        .map(entry -> row(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparing(UsageRow::bucketStart)
                .thenComparing(UsageRow::projectId)
                .thenComparing(UsageRow::keyId)
                .thenComparing(UsageRow::model)
                .thenComparing(UsageRow::servedModel, NULLS_FIRST)
                .thenComparing(UsageRow::weightsDigest, NULLS_FIRST))
        .toList();
  }

  private static UsageRow group(UsageEvent event, Bucket bucket) {
    long at = event.occurredAtEpochMillis();
    Instant start = Instant.ofEpochMilli(at - at % bucket.millis());
    return new UsageRow(
        start,
        event.projectId(),
        event.keyId(),
        event.model(),
        0,
        0,
        0,
        0,
        0,
        event.servedModel(),
        event.weightsDigest());
  }

  private static UsageRow row(UsageRow group, List<UsageEvent> events) {
    return new UsageRow(
        group.bucketStart(),
        group.projectId(),
        group.keyId(),
        group.model(),
        events.size(),
        events.stream().mapToLong(UsageEvent::promptTokens).sum(),
        events.stream().mapToLong(UsageEvent::cachedPromptTokens).sum(),
        events.stream().mapToLong(UsageEvent::outputTokens).sum(),
        events.stream().filter(event -> event.errorCode() != null).count(),
        group.servedModel(),
        group.weightsDigest());
  }

  /** Events of the last three days, with token counts whose sums go beyond 32 bits. */
  private static List<UsageEvent> random(int count) {
    Random random = new Random(42);
    List<UsageEvent> events = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      long at = NOW.toEpochMilli() - random.nextLong(72L * 3600 * 1000);
      events.add(
          new UsageEvent(
              "e" + index,
              at,
              "k" + random.nextInt(3),
              "p" + random.nextInt(2),
              "m" + random.nextInt(3),
              random.nextInt(4) == 0 ? null : "v" + random.nextInt(2),
              random.nextInt(4) == 0 ? null : "w" + random.nextInt(2),
              random.nextBoolean() ? "pod-1" : null,
              "chat",
              random.nextBoolean(),
              random.nextInt(Integer.MAX_VALUE),
              random.nextInt(1000),
              random.nextInt(1000),
              "stop",
              random.nextInt(5) == 0 ? "pod_failed" : null,
              random.nextBoolean() ? random.nextLong(1_000_000) : null,
              null,
              random.nextLong(1_000_000),
              List.of()));
    }
    return events;
  }

  private static UsageEvent used(String id, String key, Instant at, int prompt) {
    return new UsageEvent(
        id,
        at.toEpochMilli(),
        key,
        "p",
        "m",
        null,
        "chat",
        true,
        prompt,
        0,
        2,
        "stop",
        null,
        3L,
        4,
        List.of());
  }

  private static UsageEvent event(String id, Instant at) {
    return new UsageEvent(
        id,
        at.toEpochMilli(),
        "k",
        "p",
        "m",
        null,
        "chat",
        true,
        1,
        0,
        2,
        "stop",
        null,
        3L,
        4,
        List.of());
  }
}
