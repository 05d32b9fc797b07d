package dev.sluice.gateway.quota;

import dev.sluice.contract.QuotaLeaseAnswer.Refusal;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.contract.QuotaPolicy.Mode;
import dev.sluice.gateway.quota.LocalBudget.Outcome;
import dev.sluice.gateway.quota.QuotaHold.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One request on its way through its quotas, one after the other: each may cap the output that the
 * following ones are asked for. A refusal gives back what was taken before. It goes on where an
 * exchange ends, so several threads may carry it, never two at a time.
 */
final class Acquisition {
  private final LeasedQuotas quotas;
  private final List<QuotaPolicy> policies;
  private final Consumer<QuotaOutcome> end;
  private final List<Share> shares = new ArrayList<>();
  private QuotaNeed need;
  private int next;

  Acquisition(
      LeasedQuotas quotas, List<QuotaPolicy> policies, QuotaNeed need, Consumer<QuotaOutcome> end) {
    this.quotas = quotas;
    this.policies = policies;
    this.need = need;
    this.end = end;
  }

  /** Takes from quota to quota until one has to wait, one refuses or all have given. */
  void proceed() {
    while (next < policies.size()) {
      QuotaPolicy policy = policies.get(next);
      if (policy.mode() == Mode.SHADOW) {
        take(Share.unleased(policy.id(), policy.metric(), need.wanted(policy.metric()), _ -> {}));
        continue;
      }
      LocalBudget budget = quotas.budget(policy.id());
      Outcome outcome =
          quotas.take(
              budget,
              new LocalBudget.Waiter(
                  need.minimum(policy.metric()),
                  need.wanted(policy.metric()),
                  later -> {
                    if (accept(policy, budget, later)) {
                      proceed();
                    }
                  }));
      if (outcome == null || !accept(policy, budget, outcome)) {
        return;
      }
    }
    finish();
  }

  /** False when this was the end. */
  private boolean accept(QuotaPolicy policy, LocalBudget budget, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Taken taken -> take(Share.leased(budget, policy.id(), policy.metric(), taken));
      case Outcome.Gone _ -> {
        next++;
        yield true;
      }
      case Outcome.Dry dry -> refuse(refused(policy, dry.refusal()));
      case Outcome.Away _ -> withoutStore(policy);
    };
  }

  private boolean take(Share share) {
    shares.add(share);
    need = need.withOutput(need.outputTokens(share.part().metric(), share.part().total()));
    next++;
    return true;
  }

  private boolean withoutStore(QuotaPolicy policy) {
    long wanted = need.wanted(policy.metric());
    return switch (policy.onStoreDown()) {
      case ALLOW -> take(Share.unleased(policy.id(), policy.metric(), wanted, _ -> {}));
      case DENY -> refuse(new QuotaOutcome.Unavailable(policy));
      case DEGRADED -> {
        DegradedShare degraded = quotas.degraded();
        long minimum = need.minimum(policy.metric());
        long amount = degraded.take(policy, minimum, wanted, quotas.nowMillis());
        yield amount < 0
            ? refuse(new QuotaOutcome.Unavailable(policy))
            : take(
                Share.unleased(
                    policy.id(),
                    policy.metric(),
                    amount,
                    used -> degraded.end(policy, amount - used)));
      }
    };
  }

  private QuotaOutcome.Refused refused(QuotaPolicy policy, Refusal refusal) {
    return new QuotaOutcome.Refused(
        policy,
        need.minimum(policy.metric()),
        refusal.remaining(),
        refusal.isSpent(),
        refusal.windowMillis());
  }

  private boolean refuse(QuotaOutcome outcome) {
    new QuotaHold(shares, 0).release();
    end.accept(outcome);
    return false;
  }

  private void finish() {
    List<Share> fitting =
        shares.stream().map(share -> share.shrunk(need.wanted(share.part().metric()))).toList();
    end.accept(new QuotaOutcome.Held(new QuotaHold(fitting, need.outputTokens())));
  }
}
