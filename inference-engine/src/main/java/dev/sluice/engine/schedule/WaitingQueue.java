package dev.sluice.engine.schedule;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Sequences without blocks. The next one is, in this order: of the lowest priority number; one that
 * was preempted; of the tenant served least; the one that came first. Nothing overtakes the next
 * one when it does not fit yet, so a large request runs as soon as enough of the others have ended.
 */
final class WaitingQueue<S extends Sequence> {
  private final Comparator<S> withinTenant =
      Comparator.<S>comparingInt(Sequence::priority)
          .thenComparing(Sequence::wasAdmitted, Comparator.reverseOrder())
          .thenComparingLong(Sequence::arrival);

  private final FairShare shares;
  private final Map<String, TreeSet<S>> byTenant = new HashMap<>();
  private int size;

  WaitingQueue(FairShare shares) {
    this.shares = shares;
  }

  void add(S sequence) {
    byTenant
        .computeIfAbsent(sequence.tenant(), tenant -> new TreeSet<>(withinTenant))
        .add(sequence);
    size++;
  }

  void remove(S sequence) {
    TreeSet<S> queue = byTenant.get(sequence.tenant());
    if (queue == null || !queue.remove(sequence)) {
      throw new IllegalStateException("the sequence is not waiting");
    }
    if (queue.isEmpty()) {
      byTenant.remove(sequence.tenant());
    }
    size--;
  }

  /** The one that runs next, or null. */
  S next() {
    S best = null;
    for (TreeSet<S> queue : byTenant.values()) {
      S head = queue.first();
      if (best == null || isBefore(head, best)) {
        best = head;
      }
    }
    return best;
  }

  int size() {
    return size;
  }

  private boolean isBefore(S a, S b) {
    if (a.priority() != b.priority()) {
      return a.priority() < b.priority();
    }
    if (a.wasAdmitted() != b.wasAdmitted()) {
      return a.wasAdmitted();
    }
    long servedA = shares.served(a.tenant());
    long servedB = shares.served(b.tenant());
    return servedA != servedB ? servedA < servedB : a.arrival() < b.arrival();
  }
}
