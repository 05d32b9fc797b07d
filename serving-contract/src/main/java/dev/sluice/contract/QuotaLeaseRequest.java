package dev.sluice.contract;

import java.util.List;

/**
 * A gateway asks for slices of budgets and says what it holds. Everything in it may be sent again:
 * an ask with a lease id that was granted gives the same grant, a total that was given back counts
 * once.
 *
 * @param gatewayId who holds the leases: one running process
 */
public record QuotaLeaseRequest(String gatewayId, List<Ask> asks, List<Held> held) {
  public QuotaLeaseRequest {
    asks = asks == null ? List.of() : List.copyOf(asks);
    held = held == null ? List.of() : List.copyOf(held);
  }

  /**
   * A wish.
   *
   * @param leaseId chosen by the gateway, unique
   * @param minimum less than this is of no use
   * @param wanted what waiting requests need in the worst case
   * @param prefetch what requests to come could use; granted only from what is plentiful
   */
  public record Ask(String leaseId, String policyId, long minimum, long wanted, long prefetch) {}

  /**
   * A lease that the gateway holds; naming it renews it.
   *
   * @param released how much of it was given back so far, in total
   */
  public record Held(String leaseId, long released) {}
}
