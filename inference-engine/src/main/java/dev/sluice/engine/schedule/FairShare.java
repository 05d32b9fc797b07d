package dev.sluice.engine.schedule;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the tokens that each tenant was served, so that the one served least goes first (the
 * virtual token counter of "Fairness in Serving Large Language Models", arXiv 2401.00588). A tenant
 * that comes back after a pause starts no lower than the least served active one: idle time saves
 * up no credit. A tenant that leaves keeps its count, so that sending one request at a time is no
 * way around it.
 */
final class FairShare {
  /** Idle accounts are forgotten beyond this many. */
  private static final int MAX_ACCOUNTS = 4096;

  private static final class Account {
    private long served;
    private int active;
  }

  private final Map<String, Account> accounts = new HashMap<>();

  /** A sequence of the tenant arrived. */
  void join(String tenant) {
    Account account = accounts.get(tenant);
    if (account == null) {
      if (accounts.size() >= MAX_ACCOUNTS) {
        accounts.values().removeIf(candidate -> candidate.active == 0);
      }
      account = new Account();
      accounts.put(tenant, account);
    }
    if (account.active == 0) {
      account.served = Math.max(account.served, leastServed());
    }
    account.active++;
  }

  /** A sequence of the tenant ended. */
  void leave(String tenant) {
    accounts.get(tenant).active--;
  }

  void charge(String tenant, int tokens) {
    accounts.get(tenant).served += tokens;
  }

  long served(String tenant) {
    Account account = accounts.get(tenant);
    return account == null ? 0 : account.served;
  }

  private long leastServed() {
    long least = Long.MAX_VALUE;
    for (Account account : accounts.values()) {
      if (account.active > 0) {
        least = Math.min(least, account.served);
      }
    }
    return least == Long.MAX_VALUE ? 0 : least;
  }
}
