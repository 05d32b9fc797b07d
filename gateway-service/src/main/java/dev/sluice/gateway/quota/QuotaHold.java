package dev.sluice.gateway.quota;

import dev.sluice.contract.QuotaCharge;
import dev.sluice.contract.QuotaMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * What one request holds of all its quotas. Ends exactly once, whoever comes first; its end gives
 * back what was not used.
 */
public final class QuotaHold {
  /** Nothing held. */
  public static final QuotaHold NONE = new QuotaHold(List.of(), Long.MAX_VALUE);

  /**
   * The share of one quota.
   *
   * @param budget null when nothing of it is leased
   * @param slices beside the part's amounts; null for what was not leased
   * @param onEnd told what was used
   */
  record Share(LocalBudget budget, List<Slice> slices, QuotaPart part, LongConsumer onEnd) {
    static Share leased(
        LocalBudget budget, String policyId, QuotaMetric metric, LocalBudget.Outcome.Taken taken) {
      List<String> ids = taken.slices().stream().map(Slice::leaseId).toList();
      QuotaPart part = new QuotaPart(policyId, metric, ids, taken.amounts());
      return new Share(budget, taken.slices(), part, _ -> {});
    }

    static Share unleased(String policyId, QuotaMetric metric, long amount, LongConsumer onEnd) {
      List<String> none = new ArrayList<>();
      none.add(null);
      return new Share(null, null, new QuotaPart(policyId, metric, none, List.of(amount)), onEnd);
    }

    /** The same with at most this much; the rest goes back. */
    Share shrunk(long most) {
      if (budget == null || part.total() <= most) {
        return this;
      }
      List<Long> amounts = new ArrayList<>();
      long left = most;
      for (int i = 0; i < slices.size(); i++) {
        long before = part.amounts().get(i);
        long kept = Math.min(left, before);
        left -= kept;
        budget.settle(slices.get(i), before - kept, 0);
        amounts.add(kept);
      }
      QuotaPart smaller = new QuotaPart(part.policyId(), part.metric(), part.leaseIds(), amounts);
      return new Share(budget, slices, smaller, onEnd);
    }

    List<QuotaCharge> end(long used) {
      if (budget != null) {
        long left = used;
        for (int i = 0; i < slices.size(); i++) {
          long amount = part.amounts().get(i);
          long share = Math.min(left, amount);
          left -= share;
          budget.settle(slices.get(i), amount, share);
        }
      }
      onEnd.accept(used);
      return part.charges(used);
    }
  }

  private final List<Share> shares;
  private final long outputTokens;
  private final AtomicBoolean isEnded = new AtomicBoolean();

  QuotaHold(List<Share> shares, long outputTokens) {
    this.shares = List.copyOf(shares);
    this.outputTokens = outputTokens;
  }

  /** Output tokens that may be used under this hold, of all choices together. */
  public long outputTokens() {
    return outputTokens;
  }

  List<QuotaPart> parts() {
    return shares.stream().map(Share::part).toList();
  }

  /**
   * Ends the hold with what was really used.
   *
   * @param isDispatched whether the request counts as one
   * @return what is to be charged, part of the request's usage event; empty when the hold has ended
   *     before
   */
  public List<QuotaCharge> settle(boolean isDispatched, long inputTokens, long outputTokensUsed) {
    List<QuotaCharge> charges = new ArrayList<>();
    if (isEnded.compareAndSet(false, true)) {
      for (Share share : shares) {
        long used = share.part().metric().charge(isDispatched, inputTokens, outputTokensUsed);
        charges.addAll(share.end(used));
      }
    }
    return charges;
  }

  /** Ends the hold with nothing used. */
  public void release() {
    settle(false, 0, 0);
  }
}
