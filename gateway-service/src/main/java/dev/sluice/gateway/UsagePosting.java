package dev.sluice.gateway;

import dev.sluice.contract.UsageEvent;
import dev.sluice.gateway.quota.LeasedQuotas;
import dev.sluice.gateway.quota.QuotaProperties;
import dev.sluice.gateway.quota.UsageJournal;
import dev.sluice.gateway.upstream.AdminClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** Carries usage events from the journal to the control plane, oldest first, until each arrived. */
@Component
class UsagePosting extends Background {
  private static final Logger LOG = LoggerFactory.getLogger(UsagePosting.class);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final UsageJournal journal;
  private final LeasedQuotas quotas;
  private final AdminClient admin;
  private final QuotaProperties properties;

  UsagePosting(
      UsageJournal journal, LeasedQuotas quotas, AdminClient admin, QuotaProperties properties) {
    this.journal = journal;
    this.quotas = quotas;
    this.admin = admin;
    this.properties = properties;
  }

  @Override
  Disposable begin() {
    return Mono.defer(this::postOldest)
        .repeatWhen(rounds -> rounds.delayElements(properties.postInterval()))
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, properties.postInterval())
                .maxBackoff(LONGEST_BACKOFF)
                .jitter(0.5)
                .transientErrors(true)
                .doBeforeRetry(
                    signal -> LOG.warn("usage not posted: {}", signal.failure().getMessage())))
        .subscribe();
  }

  /** What is left goes now: whoever is started next may not have this disk. */
  @Override
  public void stop() {
    super.stop();
    try {
      postOldest().expand(_ -> postOldest()).blockLast(FAREWELL);
    } catch (RuntimeException e) {
      LOG.warn("usage stays in the journal for the next start: {}", e.getMessage());
    }
  }

  /** Empty when there was nothing to post. */
  private Mono<UsageJournal.Segment> postOldest() {
    return Mono.fromCallable(() -> journal.oldest().orElse(null))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(
            segment ->
                Flux.fromIterable(batches(segment.events()))
                    .concatMap(admin::postUsage, 1)
                    .then(
                        Mono.<Void>fromRunnable(() -> arrived(segment))
                            .subscribeOn(Schedulers.boundedElastic()))
                    .thenReturn(segment));
  }

  private void arrived(UsageJournal.Segment segment) {
    journal.posted(segment);
    quotas.posted(segment.events());
  }

  private List<List<UsageEvent>> batches(List<UsageEvent> events) {
    List<List<UsageEvent>> batches = new ArrayList<>();
    for (int from = 0; from < events.size(); from += properties.postBatch()) {
      int to = Math.min(events.size(), from + properties.postBatch());
      batches.add(events.subList(from, to));
    }
    return batches;
  }
}
