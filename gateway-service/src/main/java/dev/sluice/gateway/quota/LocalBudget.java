package dev.sluice.gateway.quota;

import dev.sluice.contract.QuotaLeaseAnswer.Grant;
import dev.sluice.contract.QuotaLeaseAnswer.Refusal;
import dev.sluice.contract.QuotaLeaseRequest.Ask;
import dev.sluice.contract.QuotaLeaseRequest.Held;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The slices that this gateway has leased of one quota. Safe for use by several threads; calls
 * nobody while it is locked.
 *
 * <p>A request takes its worst case from the slices. Where they have less, it waits for the one
 * exchange with the control plane that is under way or starts it, and everybody who waits is
 * answered together. After the control plane had no more to give, requests are content with what is
 * here, and are refused at once when that is less than their minimum, until it is asked again a
 * second later.
 */
final class LocalBudget {
  private static final long DRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long RECALL_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Requests of the largest size seen lately, for which slices are kept and fetched. */
  private static final int LOW_WATER = 2;

  private static final int PREFETCH = 8;
  private static final int HIGH_WATER = 2 * PREFETCH;

  /** What became of a request's wish. */
  sealed interface Outcome {
    /** Amounts from slices. */
    record Taken(List<Slice> slices, List<Long> amounts) implements Outcome {}

    record Dry(Refusal refusal) implements Outcome {}

    /** The control plane cannot be asked. */
    record Away() implements Outcome {}

    /** The control plane does not know the quota any more. */
    record Gone() implements Outcome {}
  }

  /** A request, and whom to tell. */
  record Waiter(long minimum, long wanted, Consumer<Outcome> then) {}

  private final String policyId;
  private final List<Slice> slices = new ArrayList<>();
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private Ask ask;
  private boolean isAsking;
  private Refusal refusal;
  private long dryUntilNanos;
  private long largestWanted;
  private long lastTakeNanos;
  private long recalledNanos;
  private boolean isRecalled;
  private RateLevels.Level level;
  private long levelNanos;

  LocalBudget(String policyId) {
    this.policyId = policyId;
  }

  /**
   * Takes a request's worst case.
   *
   * @param isAway whether the control plane is known to be away
   * @return null when the waiter will be told later
   */
  synchronized Outcome take(Waiter waiter, long nowNanos, boolean isAway) {
    largestWanted = Math.max(largestWanted, waiter.wanted());
    lastTakeNanos = nowNanos;
    boolean isDry = isDry(nowNanos);
    Outcome taken = taken(waiter, nowNanos, isDry || isAway);
    if (taken != null) {
      return taken;
    }
    if (isAway) {
      return new Outcome.Away();
    }
    if (isDry) {
      return new Outcome.Dry(refusal);
    }
    waiters.add(waiter);
    return null;
  }

  private boolean isDry(long nowNanos) {
    return refusal != null && nowNanos - dryUntilNanos < 0;
  }

  private Outcome taken(Waiter waiter, long nowNanos, boolean isLess) {
    long spendable = 0;
    for (Slice slice : slices) {
      spendable += slice.spendable(nowNanos);
    }
    if (spendable < waiter.wanted() && (!isLess || spendable < waiter.minimum())) {
      return null;
    }
    long left = Math.min(waiter.wanted(), spendable);
    List<Slice> from = new ArrayList<>(1);
    List<Long> amounts = new ArrayList<>(1);
    for (int i = 0; i < slices.size() && left > 0; i++) {
      long share = Math.min(left, slices.get(i).spendable(nowNanos));
      if (share > 0) {
        slices.get(i).reserve(share);
        from.add(slices.get(i));
        amounts.add(share);
        left -= share;
      }
    }
    return new Outcome.Taken(from, amounts);
  }

  synchronized void settle(Slice slice, long reserved, long used) {
    slice.settle(reserved, used);
  }

  /** The control plane has the events that used this much of a lease. */
  synchronized void posted(String leaseId, long amount) {
    for (Slice slice : slices) {
      if (slice.leaseId().equals(leaseId)) {
        slice.posted(amount);
      }
    }
  }

  /** What waiting requests ask for; null when nobody waits or it was asked already. */
  synchronized Ask askForWaiters() {
    if (isAsking || waiters.isEmpty()) {
      return null;
    }
    if (ask == null) {
      long minimum = Long.MAX_VALUE;
      long wanted = 0;
      for (Waiter waiter : waiters) {
        minimum = Math.min(minimum, waiter.minimum());
        wanted += waiter.wanted();
      }
      ask = ask(minimum, wanted);
    }
    isAsking = true;
    return ask;
  }

  /** What the regular exchange asks for: what was not answered, or a supply; or null. */
  synchronized Ask askForSupply(long nowNanos) {
    if (isAsking) {
      return null;
    }
    boolean isLow = free(nowNanos) < LOW_WATER * largestWanted;
    boolean isQuiet = isIdle(nowNanos) || isDry(nowNanos) || isRecalled(nowNanos);
    if (ask == null && (largestWanted == 0 || !isLow || isQuiet)) {
      return null;
    }
    ask = ask == null ? ask(1, 0) : ask;
    isAsking = true;
    return ask;
  }

  private Ask ask(long minimum, long wanted) {
    return new Ask(
        UUID.randomUUID().toString(), policyId, minimum, wanted, PREFETCH * largestWanted);
  }

  synchronized List<Runnable> granted(Grant grant, long sentNanos, long nowNanos) {
    slices.add(new Slice(grant, sentNanos));
    boolean isLess = ask != null && grant.amount() < ask.wanted();
    know(grant.limit(), grant.remaining(), grant.windowMillis(), nowNanos);
    refusal = null;
    if (isLess) {
      dry(
          new Refusal(grant.leaseId(), policyId, grant.limit(), 0, false, grant.windowMillis()),
          nowNanos);
    }
    answered();
    return serve(nowNanos, isLess);
  }

  synchronized List<Runnable> refused(Refusal answer, long nowNanos) {
    know(answer.limit(), answer.remaining(), answer.windowMillis(), nowNanos);
    dry(answer, nowNanos);
    answered();
    return serve(nowNanos, true);
  }

  synchronized List<Runnable> gone() {
    answered();
    slices.forEach(Slice::lost);
    return tellAll(new Outcome.Gone());
  }

  /** The ask stays: it may have been granted, and is sent again under its id. */
  synchronized List<Runnable> failed(long nowNanos) {
    isAsking = false;
    List<Runnable> told = new ArrayList<>();
    for (Waiter waiter : waiters) {
      Outcome taken = taken(waiter, nowNanos, true);
      Outcome outcome = taken == null ? new Outcome.Away() : taken;
      told.add(() -> waiter.then().accept(outcome));
    }
    waiters.clear();
    return told;
  }

  private void answered() {
    ask = null;
    isAsking = false;
  }

  private void dry(Refusal answer, long nowNanos) {
    refusal = answer;
    dryUntilNanos = nowNanos + DRY_NANOS;
  }

  /** In the order of their arrival; who cannot be served waits for the next exchange. */
  private List<Runnable> serve(long nowNanos, boolean isDry) {
    List<Runnable> told = new ArrayList<>();
    for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
      Waiter waiter = all.next();
      Outcome taken = taken(waiter, nowNanos, isDry);
      Outcome outcome = taken == null && isDry ? new Outcome.Dry(refusal) : taken;
      if (outcome != null) {
        all.remove();
        told.add(() -> waiter.then().accept(outcome));
      }
    }
    return told;
  }

  private List<Runnable> tellAll(Outcome outcome) {
    List<Runnable> told = new ArrayList<>();
    waiters.forEach(waiter -> told.add(() -> waiter.then().accept(outcome)));
    waiters.clear();
    return told;
  }

  /** What is held, less what is not needed here: of past windows, idle, recalled, too much. */
  synchronized List<Held> held(long nowNanos) {
    largestWanted -= largestWanted / 8;
    if (isIdle(nowNanos)) {
      largestWanted = 0;
    }
    long keep = isRecalled(nowNanos) ? 0 : HIGH_WATER * largestWanted;
    for (Slice slice : slices) {
      if (slice.isWindowOver(nowNanos)) {
        slice.release(slice.free());
      } else {
        long kept = Math.min(keep, slice.free());
        slice.release(slice.free() - kept);
        keep -= kept;
      }
    }
    slices.removeIf(Slice::isDone);
    return slices.stream().map(Slice::held).toList();
  }

  /** What was asked for and not answered, perhaps granted all the same; or null. */
  synchronized Ask unanswered() {
    return ask;
  }

  /** Gives everything back that is not reserved. */
  synchronized List<Held> heldAtTheEnd() {
    slices.forEach(slice -> slice.release(slice.free()));
    return slices.stream().map(Slice::held).toList();
  }

  synchronized void heard(List<Held> sent, Set<String> lost, Set<String> recalled, long sentNanos) {
    Map<String, Held> byId = new HashMap<>();
    sent.forEach(held -> byId.put(held.leaseId(), held));
    for (Slice slice : slices) {
      Held held = byId.get(slice.leaseId());
      if (held != null && lost.contains(slice.leaseId())) {
        slice.lost();
      } else if (held != null) {
        slice.renewed(sentNanos, held.released());
      }
      if (recalled.contains(slice.leaseId())) {
        isRecalled = true;
        recalledNanos = sentNanos;
      }
    }
    slices.removeIf(Slice::isDone);
  }

  /** How the budget stands, as far as is known here; null when nothing is. */
  synchronized RateLevels.Level level(long nowNanos) {
    if (level == null) {
      return null;
    }
    long passed = TimeUnit.NANOSECONDS.toMillis(nowNanos - levelNanos);
    long remaining = Math.min(level.limit(), level.remaining() + free(nowNanos));
    return new RateLevels.Level(
        level.limit(), remaining, Math.max(0, level.resetMillis() - passed));
  }

  synchronized boolean isUnused(long nowNanos) {
    return slices.isEmpty() && waiters.isEmpty() && ask == null && isIdle(nowNanos);
  }

  private void know(long limit, long remaining, Long windowMillis, long nowNanos) {
    level = new RateLevels.Level(limit, remaining, windowMillis == null ? 0 : windowMillis);
    levelNanos = nowNanos;
  }

  private long free(long nowNanos) {
    long sum = 0;
    for (Slice slice : slices) {
      sum += slice.spendable(nowNanos);
    }
    return sum;
  }

  private boolean isIdle(long nowNanos) {
    return nowNanos - lastTakeNanos > IDLE_NANOS;
  }

  private boolean isRecalled(long nowNanos) {
    isRecalled = isRecalled && nowNanos - recalledNanos < RECALL_NANOS;
    return isRecalled;
  }
}
