package dev.sluice.bench;

import dev.sluice.contract.QuotaLeaseAnswer;
import dev.sluice.contract.QuotaLeaseAnswer.Grant;
import dev.sluice.contract.QuotaMetric;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.contract.QuotaWindow;
import dev.sluice.contract.UsageEvent;
import dev.sluice.gateway.quota.LeasedQuotas;
import dev.sluice.gateway.quota.OpenRequest;
import dev.sluice.gateway.quota.QuotaHold;
import dev.sluice.gateway.quota.QuotaNeed;
import dev.sluice.gateway.quota.QuotaProperties;
import dev.sluice.gateway.quota.UsageJournal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

/**
 * What quotas add to a request, with four of them (requests, total and output tokens, streams at
 * the same time) spent from leases: acquire, note the request where a crash does not reach it, and
 * settle. The sample percentiles are the answer; eight threads share the budgets.
 *
 * <p>Run: {@code bench/jmh.sh QuotaBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 3)
@Threads(8)
@Fork(1)
public class QuotaBenchmark {
  private static final long PLENTY = 1L << 50;

  private final List<QuotaPolicy> policies =
      Stream.of(
              QuotaMetric.REQUESTS,
              QuotaMetric.TOTAL_TOKENS,
              QuotaMetric.OUTPUT_TOKENS,
              QuotaMetric.CONCURRENT_STREAMS)
          .map(QuotaBenchmark::policy)
          .toList();
  private Path folder;
  private UsageJournal journal;
  private LeasedQuotas quotas;

  @Setup
  public void open() throws IOException {
    folder = Files.createTempDirectory("quota-benchmark");
    QuotaProperties properties =
        new QuotaProperties(
            folder,
            DataSize.ofMegabytes(1),
            QuotaProperties.Sync.NEVER,
            Duration.ofSeconds(1),
            500,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            10);
    journal = new UsageJournal(properties, new SimpleMeterRegistry());
    quotas =
        new LeasedQuotas(
            (asks, held) ->
                Mono.just(
                    new QuotaLeaseAnswer(
                        asks.stream()
                            .map(
                                ask ->
                                    new Grant(
                                        ask.leaseId(),
                                        ask.policyId(),
                                        PLENTY,
                                        PLENTY,
                                        0,
                                        TimeUnit.HOURS.toMillis(1),
                                        null))
                            .toList(),
                        List.of(),
                        List.of(),
                        List.of())),
            properties,
            Clock.systemUTC());
    // The first one leases; what follows is served from memory.
    quotas.acquire(policies, new QuotaNeed(1, 1, 1), QuotaHold::release).block();
  }

  @TearDown
  public void close() throws IOException {
    journal.close();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Benchmark
  public Object acquireAndSettle() {
    OpenRequest[] open = new OpenRequest[1];
    QuotaHold[] held = new QuotaHold[1];
    quotas
        .acquire(
            policies,
            new QuotaNeed(100, 500, 1),
            hold -> {
              held[0] = hold;
              open[0] = journal.open(event(), 100, hold);
            })
        .subscribe();
    open[0].dispatched();
    open[0].generated(250);
    Object charges = held[0].settle(true, 100, 250);
    journal.forget(open[0]);
    return charges;
  }

  private static UsageEvent event() {
    return new UsageEvent(
        UUID.randomUUID().toString(),
        System.currentTimeMillis(),
        "key",
        "project",
        "model",
        null,
        "/v1/chat/completions",
        true,
        0,
        0,
        0,
        "error",
        null,
        null,
        0,
        List.of());
  }

  private static QuotaPolicy policy(QuotaMetric metric) {
    return new QuotaPolicy(
        "policy-" + metric,
        QuotaPolicy.Scope.KEY,
        "key",
        "*",
        metric,
        QuotaWindow.LIFETIME,
        PLENTY,
        QuotaPolicy.Mode.ENFORCE,
        QuotaPolicy.OnStoreDown.DENY,
        1);
  }
}
