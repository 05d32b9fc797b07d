package dev.sluice.gateway.completion;

import dev.sluice.contract.QuotaCharge;
import dev.sluice.contract.ServedModel;
import dev.sluice.contract.UsageEvent;
import dev.sluice.gateway.quota.Hold;
import dev.sluice.gateway.quota.OpenRequest;
import dev.sluice.gateway.quota.QuotaHold;
import dev.sluice.gateway.quota.UsageJournal;
import dev.sluice.gateway.route.PodLease;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What one request has used so far, and its end: settles the holds to the exact count and records
 * one usage event, exactly once, whichever of completion, failure and cancel comes first. The end
 * may come from another thread than the counts.
 *
 * <p>The prompt is charged once a pod has answered with content, and on a cancel once it was sent
 * to a pod; a request that failed before that is free. One that never got as far as a model, such
 * as a rate-limited one, leaves no event: a flood of refusals must not fill the journal.
 */
final class RequestAccount {
  private final CompletionRequest request;
  private final Caller caller;
  private final UsageJournal journal;
  private final CompletionMetrics metrics;
  private final TrafficMeter traffic;
  private final Clock clock;
  private final long startNanos = System.nanoTime();
  private final AtomicBoolean hasEnded = new AtomicBoolean();
  private final AtomicIntegerArray outputTokens;
  private final AtomicIntegerArray cachedTokens;
  private final TokenTimes times;
  private final AtomicLong firstTokenNanos = new AtomicLong(-1);

  private final AtomicReference<OpenRequest> open = new AtomicReference<>();
  private volatile Hold hold;
  private volatile QuotaHold quotas = QuotaHold.NONE;
  private volatile String model;
  private volatile int promptTokens;
  private volatile boolean isDispatched;
  private volatile ServedModel version;
  private volatile String podId;
  private volatile String finishReason = "stop";

  RequestAccount(
      CompletionRequest request,
      Caller caller,
      UsageJournal journal,
      CompletionMetrics metrics,
      TrafficMeter traffic,
      Clock clock) {
    this.request = request;
    this.caller = caller;
    this.journal = journal;
    this.metrics = metrics;
    this.traffic = traffic;
    this.clock = clock;
    this.outputTokens = new AtomicIntegerArray(request.choices());
    this.cachedTokens = new AtomicIntegerArray(request.choices());
    this.times = new TokenTimes(request.choices());
    traffic.started();
  }

  long nanosSinceStart() {
    return System.nanoTime() - startNanos;
  }

  /** From here on the request is this version's, also when it fails before a pod is found. */
  void resolved(String publicName, ServedModel chosen) {
    version = chosen;
    model = publicName;
  }

  void encoded(int tokens) {
    promptTokens = tokens;
  }

  /** From here on the end settles this hold; it may have come already. */
  void reserved(Hold taken) {
    hold = taken;
    if (hasEnded.get()) {
      taken.release();
    }
  }

  /**
   * From here on the end settles this hold; it may have come already. What the request uses is
   * noted where a crash does not reach it.
   */
  void holds(QuotaHold taken) {
    quotas = taken;
    open.set(
        journal.open(
            event("error", null, 0, new Output.Totals(0, 0, 0), List.of()), promptTokens, taken));
    if (hasEnded.get()) {
      taken.release();
      journal.forget(open.getAndSet(null));
    }
  }

  void dispatched(PodLease pod) {
    isDispatched = true;
    podId = pod.podId();
    version = pod.model();
    OpenRequest noted = open.get();
    if (noted != null) {
      noted.dispatched();
    }
  }

  void progressed(int choice, int tokens) {
    int before = outputTokens.getAndSet(choice, tokens);
    int more = Math.max(0, tokens - before);
    traffic.generated(more);
    if (more > 0) {
      times.came(choice, more, nanosSinceStart());
    }
    OpenRequest noted = open.get();
    if (noted != null && more > 0) {
      noted.generated(more);
    }
    if (firstTokenNanos.get() < 0 && firstTokenNanos.compareAndSet(-1, nanosSinceStart())) {
      metrics.firstToken(request, model, firstTokenNanos.get());
      traffic.firstToken(firstTokenNanos.get());
    }
  }

  void finished(int choice, String reason, int tokens, int cached) {
    progressed(choice, tokens);
    cachedTokens.set(choice, cached);
    if (reason.equals("length")) {
      finishReason = reason;
    }
  }

  Output.Totals totals() {
    return new Output.Totals(
        promptTokens, Math.min(promptTokens, sum(cachedTokens)), sum(outputTokens));
  }

  void completed() {
    end(finishReason, null, true);
  }

  void cancelled() {
    end("cancelled", null, isDispatched);
  }

  void failed(Throwable failure) {
    String code =
        failure instanceof RequestFailedException known ? known.detail().code().wire() : "internal";
    end("error", code, firstTokenNanos.get() >= 0);
  }

  private void end(String reason, String errorCode, boolean isPromptCharged) {
    if (!hasEnded.compareAndSet(false, true)) {
      return;
    }
    Output.Totals totals = totals();
    int prompt = isPromptCharged ? totals.promptTokens() : 0;
    Hold taken = hold;
    if (taken != null) {
      taken.settle((long) prompt + totals.outputTokens());
    }
    List<QuotaCharge> charges = quotas.settle(isPromptCharged, prompt, totals.outputTokens());
    traffic.ended();
    metrics.ended(request, model, errorCode, nanosSinceStart());
    if (model != null) {
      UsageEvent event = event(reason, errorCode, prompt, totals, charges);
      journal.record(event, open.getAndSet(null));
    }
  }

  private UsageEvent event(
      String reason,
      String errorCode,
      int prompt,
      Output.Totals totals,
      List<QuotaCharge> charges) {
    long first = firstTokenNanos.get();
    ServedModel served = version;
    return new UsageEvent(
        request.id(),
        clock.millis(),
        caller.tenant().keyId(),
        caller.tenant().projectId(),
        model,
        served == null ? null : served.name(),
        served == null ? null : served.weightsDigest(),
        podId,
        request.endpoint(),
        request.streamed(),
        prompt,
        Math.min(prompt, totals.cachedPromptTokens()),
        totals.outputTokens(),
        reason,
        errorCode,
        first < 0 ? null : first / 1000,
        times.meanGapMicros(),
        nanosSinceStart() / 1000,
        charges);
  }

  private static int sum(AtomicIntegerArray values) {
    int sum = 0;
    for (int i = 0; i < values.length(); i++) {
      sum += values.get(i);
    }
    return sum;
  }
}
