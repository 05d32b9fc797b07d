package dev.sluice.gateway.quota;

import dev.sluice.contract.QuotaCharge;
import dev.sluice.contract.QuotaLeaseAnswer;
import dev.sluice.contract.QuotaLeaseRequest.Ask;
import dev.sluice.contract.QuotaLeaseRequest.Held;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.contract.UsageEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Quotas that hold across gateways, spent from leases. A request takes its worst case from slices
 * in memory; only where there is no slice, or too little, it waits for one exchange with the
 * control plane, and no longer than a set time. {@link #exchange} keeps slices supplied and alive.
 *
 * <p>While the control plane is away nobody waits for it: slices go on until they are spent or
 * their time is over, then each quota's own mode decides. Safe for use by several threads.
 */
@Component
public class LeasedQuotas {
  private static final Logger LOG = LoggerFactory.getLogger(LeasedQuotas.class);

  private static final int BATCH = 64;
  private static final Duration UNHURRIED = Duration.ofSeconds(10);

  private final ConcurrentHashMap<String, LocalBudget> budgets = new ConcurrentHashMap<>();
  private final DegradedShare degraded;
  private final LeaseSource source;
  private final QuotaProperties properties;
  private final Clock clock;
  private final LongSupplier nanos;
  private volatile boolean isAway;

  @Autowired
  public LeasedQuotas(LeaseSource source, QuotaProperties properties, Clock clock) {
    this(source, properties, clock, System::nanoTime);
  }

  /**
   * With a time of its own.
   *
   * @param nanos a time that never steps, for leases; the clock is for the windows of degraded use
   */
  public LeasedQuotas(
      LeaseSource source, QuotaProperties properties, Clock clock, LongSupplier nanos) {
    this.source = source;
    this.properties = properties;
    this.clock = clock;
    this.nanos = nanos;
    this.degraded = new DegradedShare(properties.degradedPercent());
  }

  /**
   * Holds what a request needs of all quotas, or of none.
   *
   * @param owner given the hold the moment it exists, whatever became of the subscriber; must end
   *     it
   */
  public Mono<QuotaOutcome> acquire(
      List<QuotaPolicy> policies, QuotaNeed need, Consumer<QuotaHold> owner) {
    if (policies.isEmpty()) {
      owner.accept(QuotaHold.NONE);
      return Mono.just(new QuotaOutcome.Held(QuotaHold.NONE));
    }
    return Mono.create(
        sink ->
            new Acquisition(
                    this,
                    policies,
                    need,
                    outcome -> {
                      if (outcome instanceof QuotaOutcome.Held held) {
                        owner.accept(held.hold());
                      }
                      sink.success(outcome);
                    })
                .proceed());
  }

  /** Takes from one budget, or says later; starts an exchange when one is needed. */
  LocalBudget.Outcome take(LocalBudget budget, LocalBudget.Waiter waiter) {
    LocalBudget.Outcome outcome = budget.take(waiter, nanos.getAsLong(), isAway);
    if (outcome == null) {
      pump(budget);
    }
    return outcome;
  }

  LocalBudget budget(String policyId) {
    return budgets.computeIfAbsent(policyId, LocalBudget::new);
  }

  DegradedShare degraded() {
    return degraded;
  }

  long nowMillis() {
    return clock.millis();
  }

  /** How a quota's budget stands, as far as is known here; null when nothing is. */
  public RateLevels.Level level(QuotaPolicy policy) {
    LocalBudget budget = budgets.get(policy.id());
    return budget == null ? null : budget.level(nanos.getAsLong());
  }

  /** The control plane has these events: what they used needs no lease any more. */
  public void posted(List<UsageEvent> events) {
    for (UsageEvent event : events) {
      for (QuotaCharge charge : event.charges()) {
        LocalBudget budget = budgets.get(charge.policyId());
        if (budget != null && charge.leaseId() != null) {
          budget.posted(charge.leaseId(), charge.amount());
        }
      }
    }
  }

  /**
   * The regular exchange: renew, give back, fetch a supply; in batches, of which no request waits
   * for any. Does nothing without leases.
   */
  public Mono<Void> exchange() {
    return Mono.defer(
        () -> {
          long now = nanos.getAsLong();
          budgets.values().removeIf(budget -> budget.isUnused(now));
          if (budgets.isEmpty()) {
            isAway = false;
          }
          return Flux.fromIterable(budgets.values())
              .buffer(BATCH)
              .concatMap(this::exchange, 1)
              .then();
        });
  }

  private Mono<Void> exchange(List<LocalBudget> batch) {
    long now = nanos.getAsLong();
    Map<LocalBudget, List<Held>> held = new HashMap<>();
    Map<LocalBudget, Ask> asks = new HashMap<>();
    for (LocalBudget budget : batch) {
      held.put(budget, budget.held(now));
      Ask ask = budget.askForSupply(now);
      if (ask != null) {
        asks.put(budget, ask);
      }
    }
    return exchange(asks, held, UNHURRIED);
  }

  /**
   * Gives back what no request holds, for the end of the process. What was asked for and not
   * answered is asked for again first: it may have been granted.
   */
  public Mono<Void> giveBack() {
    Mono<Void> last =
        Mono.defer(
            () -> {
              Map<LocalBudget, List<Held>> held = new HashMap<>();
              budgets.values().forEach(budget -> held.put(budget, budget.heldAtTheEnd()));
              return exchange(Map.of(), held, properties.leaseWait());
            });
    return Mono.defer(
            () -> {
              Map<LocalBudget, Ask> asks = new HashMap<>();
              for (LocalBudget budget : budgets.values()) {
                Ask ask = budget.unanswered();
                if (ask != null) {
                  asks.put(budget, ask);
                }
              }
              return exchange(asks, Map.of(), properties.leaseWait());
            })
        .then(last);
  }

  private void pump(LocalBudget budget) {
    Ask ask = budget.askForWaiters();
    if (ask != null) {
      exchange(Map.of(budget, ask), Map.of(), properties.leaseWait())
          .subscribe(_ -> {}, _ -> {});
    }
  }

  private Mono<Void> exchange(
      Map<LocalBudget, Ask> asks, Map<LocalBudget, List<Held>> held, Duration wait) {
    List<Held> allHeld = held.values().stream().flatMap(List::stream).toList();
    if (asks.isEmpty() && allHeld.isEmpty()) {
      return Mono.empty();
    }
    long sentNanos = nanos.getAsLong();
    return source
        .exchange(List.copyOf(asks.values()), allHeld)
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("an empty answer")))
        .timeout(wait)
        .doOnNext(answer -> heard(answer, asks, held, sentNanos))
        .doOnError(failure -> away(failure, asks))
        .then();
  }

  private void heard(
      QuotaLeaseAnswer answer,
      Map<LocalBudget, Ask> asks,
      Map<LocalBudget, List<Held>> held,
      long sentNanos) {
    if (isAway) {
      LOG.info("quotas can be leased again");
      degraded.forget();
      isAway = false;
    }
    Set<String> lost = new HashSet<>(answer.lost());
    Set<String> recalled = new HashSet<>(answer.recalled());
    held.forEach((budget, sent) -> budget.heard(sent, lost, recalled, sentNanos));
    asks.forEach(
        (budget, ask) -> {
          answered(budget, ask, answer, sentNanos).forEach(Runnable::run);
          pump(budget);
        });
  }

  private List<Runnable> answered(
      LocalBudget budget, Ask ask, QuotaLeaseAnswer answer, long sentNanos) {
    long now = nanos.getAsLong();
    Stream<List<Runnable>> granted =
        answer.grants().stream()
            .filter(grant -> grant.leaseId().equals(ask.leaseId()))
            .map(grant -> budget.granted(grant, sentNanos, now));
    Stream<List<Runnable>> refused =
        answer.refusals().stream()
            .filter(refusal -> refusal.leaseId().equals(ask.leaseId()))
            .map(refusal -> budget.refused(refusal, now));
    return Stream.concat(granted, refused).findFirst().orElseGet(budget::gone);
  }

  private void away(Throwable failure, Map<LocalBudget, Ask> asks) {
    if (!isAway) {
      LOG.warn("quotas cannot be leased: {}", failure.getMessage());
      isAway = true;
    }
    List<Runnable> told = new ArrayList<>();
    asks.keySet().forEach(budget -> told.addAll(budget.failed(nanos.getAsLong())));
    told.forEach(Runnable::run);
  }
}
