package dev.sluice.admin.quota;

import dev.sluice.admin.AdminUnderTest;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.QuotaLeaseAnswer;
import dev.sluice.contract.QuotaLeaseRequest;
import dev.sluice.contract.QuotaLeaseRequest.Ask;
import dev.sluice.contract.QuotaLeaseRequest.Held;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.contract.SignedContext;
import dev.sluice.contract.UsageEvent;
import dev.sluice.gateway.quota.LeasedQuotas;
import dev.sluice.gateway.quota.OpenRequest;
import dev.sluice.gateway.quota.QuotaHold;
import dev.sluice.gateway.quota.QuotaNeed;
import dev.sluice.gateway.quota.QuotaOutcome;
import dev.sluice.gateway.quota.QuotaProperties;
import dev.sluice.gateway.quota.UsageJournal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * A gateway's quotas and journal as the gateway has them, without the gateway around them: its
 * exchanges and posts go over HTTP to a real control plane, when the test says so.
 */
final class GatewayEngine implements AutoCloseable {
  private final String id = "gateway-" + UUID.randomUUID();
  private final WebClient admin;
  private final UsageJournal journal;
  private final AtomicLong skippedNanos = new AtomicLong();
  final LeasedQuotas quotas;

  GatewayEngine(AdminUnderTest admin, Path folder) {
    this.admin =
        WebClient.builder()
            .clientConnector(new ReactorClientHttpConnector(HttpClient.newConnection()))
            .baseUrl(admin.url())
            .build();
    QuotaProperties properties =
        new QuotaProperties(
            folder,
            DataSize.ofMegabytes(50),
            QuotaProperties.Sync.SEGMENT,
            Duration.ofSeconds(1),
            500,
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            10);
    this.journal = new UsageJournal(properties, new SimpleMeterRegistry());
    this.quotas =
        new LeasedQuotas(
            this::exchange,
            properties,
            Clock.systemUTC(),
            () -> System.nanoTime() + skippedNanos.get());
  }

  /** A request that holds what it needs and runs. */
  final class Request {
    private final String requestId = "req-" + UUID.randomUUID();
    private final QuotaHold hold;
    private final OpenRequest open;
    private final int promptTokens;
    private int outputTokens;

    private Request(QuotaHold hold, int promptTokens) {
      this.hold = hold;
      this.promptTokens = promptTokens;
      this.open = journal.open(event(List.of(), 0, 0), promptTokens, hold);
      open.dispatched();
    }

    long mostOutputTokens() {
      return hold.outputTokens();
    }

    void generate(int tokens) {
      open.generated(tokens);
      outputTokens += tokens;
    }

    /** Ends it, as the stream's end and the client's leaving do. */
    void end() {
      var charges = hold.settle(true, promptTokens, outputTokens);
      journal.record(event(charges, promptTokens, outputTokens), open);
    }

    private UsageEvent event(
        List<dev.sluice.contract.QuotaCharge> charges, int prompt, int output) {
      return new UsageEvent(
          requestId,
          System.currentTimeMillis(),
          "k",
          "p",
          "m",
          "pod",
          "/v1/completions",
          true,
          prompt,
          0,
          output,
          "stop",
          null,
          null,
          1,
          charges);
    }
  }

  /** Time passes for leases. */
  void skip(Duration time) {
    skippedNanos.addAndGet(time.toNanos());
  }

  QuotaOutcome acquire(QuotaPolicy policy, int prompt, int output, AtomicReference<Request> into) {
    return quotas
        .acquire(
            List.of(policy),
            new QuotaNeed(prompt, output, 1),
            hold -> into.set(new Request(hold, prompt)))
        .block(Duration.ofSeconds(20));
  }

  /** The request, which must be granted. */
  Request begin(QuotaPolicy policy, int prompt, int output) {
    AtomicReference<Request> request = new AtomicReference<>();
    QuotaOutcome outcome = acquire(policy, prompt, output, request);
    if (!(outcome instanceof QuotaOutcome.Held)) {
      throw new AssertionError("not granted: " + outcome);
    }
    return request.get();
  }

  /** One round of the gateway's background work. */
  void exchange() {
    quotas.exchange().onErrorComplete().block(Duration.ofSeconds(20));
  }

  /** Posts the journal until it is empty. */
  void post() {
    for (var segment = journal.oldest(); segment.isPresent(); segment = journal.oldest()) {
      call(InternalPaths.USAGE_EVENTS, segment.get().events())
          .toBodilessEntity()
          .block(Duration.ofSeconds(20));
      journal.posted(segment.get());
      quotas.posted(segment.get().events());
    }
  }

  void giveBack() {
    quotas.giveBack().block(Duration.ofSeconds(20));
  }

  private Mono<QuotaLeaseAnswer> exchange(List<Ask> asks, List<Held> held) {
    return call(InternalPaths.QUOTA_LEASES, new QuotaLeaseRequest(id, asks, held))
        .bodyToMono(QuotaLeaseAnswer.class);
  }

  private WebClient.ResponseSpec call(String path, Object body) {
    SignedContext signed = new SignedContext("gateway", "", Instant.now().plusSeconds(60));
    return admin
        .post()
        .uri(path)
        .header(SignedContext.HEADER, signed.sign(AdminUnderTest.INTERNAL_SECRET))
        .bodyValue(body)
        .retrieve();
  }

  @Override
  public void close() {
    journal.close();
  }
}
