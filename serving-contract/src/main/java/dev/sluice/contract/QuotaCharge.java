package dev.sluice.contract;

/**
 * What a request used of one budget, part of its {@link UsageEvent}: the ledger is charged by the
 * events and by nothing else, so that the two cannot disagree.
 *
 * @param leaseId what it was taken from; null where nothing was leased (a shadow policy, or the
 *     control plane was away): the budget of the event's time is charged
 */
public record QuotaCharge(String policyId, String leaseId, long amount) {}
