package dev.sluice.gateway.fake;

import dev.sluice.contract.QuotaLeaseAnswer;
import dev.sluice.contract.QuotaLeaseAnswer.Grant;
import dev.sluice.contract.QuotaLeaseAnswer.Refusal;
import dev.sluice.contract.QuotaLeaseRequest;
import dev.sluice.contract.QuotaLeaseRequest.Ask;
import dev.sluice.contract.QuotaLeaseRequest.Held;
import dev.sluice.contract.QuotaWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The control plane's budgets, in memory: grants what is left and takes back what is released. */
public final class FakeBudgets implements Function<QuotaLeaseRequest, QuotaLeaseAnswer> {
  private static final long LIFETIME_MILLIS = 120_000;

  private static final class Budget {
    long limit;
    Long windowMillis;
    long used;
    final Map<String, Long> granted = new HashMap<>();
    final Map<String, Long> released = new HashMap<>();

    long leased() {
      return sum(granted) - sum(released);
    }

    static long sum(Map<String, Long> amounts) {
      return amounts.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private final Map<String, Budget> budgets = new HashMap<>();

  public synchronized void limit(String policyId, long limit, QuotaWindow window) {
    Budget budget = budgets.computeIfAbsent(policyId, id -> new Budget());
    budget.limit = limit;
    budget.windowMillis = window == QuotaWindow.LIFETIME ? null : (Long) 3_600_000L;
  }

  /** What usage events have charged: no longer leased, but used. */
  public synchronized void used(String policyId, long amount) {
    budgets.get(policyId).used = amount;
  }

  public synchronized long leased(String policyId) {
    return Budget.sum(budgets.get(policyId).granted);
  }

  public synchronized long released(String policyId) {
    return Budget.sum(budgets.get(policyId).released);
  }

  @Override
  public synchronized QuotaLeaseAnswer apply(QuotaLeaseRequest request) {
    for (Held held : request.held()) {
      budgets.values().stream()
          .filter(budget -> budget.granted.containsKey(held.leaseId()))
          .forEach(budget -> budget.released.put(held.leaseId(), held.released()));
    }
    List<Grant> grants = new ArrayList<>();
    List<Refusal> refusals = new ArrayList<>();
    for (Ask ask : request.asks()) {
      Budget budget = budgets.get(ask.policyId());
      Long before = budget.granted.get(ask.leaseId());
      if (before != null) {
        grants.add(
            new Grant(
                ask.leaseId(),
                ask.policyId(),
                before,
                budget.limit,
                0,
                LIFETIME_MILLIS,
                budget.windowMillis));
        continue;
      }
      long left = budget.limit - budget.leased();
      if (left < Math.max(1, ask.minimum())) {
        boolean isSpent = budget.used + ask.minimum() > budget.limit;
        refusals.add(
            new Refusal(
                ask.leaseId(), ask.policyId(), budget.limit, left, isSpent, budget.windowMillis));
      } else {
        long amount = Math.min(left, Math.max(ask.wanted(), ask.minimum()));
        budget.granted.put(ask.leaseId(), amount);
        grants.add(
            new Grant(
                ask.leaseId(),
                ask.policyId(),
                amount,
                budget.limit,
                left - amount,
                LIFETIME_MILLIS,
                budget.windowMillis));
      }
    }
    return new QuotaLeaseAnswer(grants, refusals, List.of(), List.of());
  }
}
