package dev.sluice.contract;

import java.util.List;

/**
 * The answer to a {@link QuotaLeaseRequest}. Durations and no times: the clocks of gateways do not
 * matter.
 *
 * @param lost leases that the gateway named and that are over; their rest was taken back
 * @param recalled leases whose rest somebody else waits for
 */
public record QuotaLeaseAnswer(
    List<Grant> grants, List<Refusal> refusals, List<String> lost, List<String> recalled) {
  public QuotaLeaseAnswer {
    grants = grants == null ? List.of() : List.copyOf(grants);
    refusals = refusals == null ? List.of() : List.copyOf(refusals);
    lost = lost == null ? List.of() : List.copyOf(lost);
    recalled = recalled == null ? List.of() : List.copyOf(recalled);
  }

  /**
   * A slice of a budget.
   *
   * @param limit of the whole budget
   * @param remaining of the whole budget, behind this grant
   * @param lifetimeMillis how long it may be spent unless it is renewed
   * @param windowMillis until the budget's window ends, null when it never does
   */
  public record Grant(
      String leaseId,
      String policyId,
      long amount,
      long limit,
      long remaining,
      long lifetimeMillis,
      Long windowMillis) {}

  /**
   * Not enough is left.
   *
   * @param remaining of the whole budget, less than the minimum that was asked for
   * @param isSpent whether it is used up, and not only held by others
   * @param windowMillis until the budget's window ends, null when it never does
   */
  public record Refusal(
      String leaseId,
      String policyId,
      long limit,
      long remaining,
      boolean isSpent,
      Long windowMillis) {}
}
