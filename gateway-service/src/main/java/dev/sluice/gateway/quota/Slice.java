package dev.sluice.gateway.quota;

import dev.sluice.contract.QuotaLeaseAnswer.Grant;
import dev.sluice.contract.QuotaLeaseRequest.Held;
import java.util.concurrent.TimeUnit;

/**
 * A lease in this gateway's hands: granted = free + reserved + unposted + posted + released. Its
 * budget guards it.
 */
final class Slice {
  private final String leaseId;
  private final long lifetimeNanos;
  private final boolean isEndless;
  private final long windowEndNanos;
  private long spendUntilNanos;
  private long free;
  private long reserved;

  /** Used by requests that have ended, in events that the control plane may not have yet. */
  private long unposted;

  private long released;
  private long acknowledged;
  private boolean isLost;

  /**
   * A fresh one. Times count from when it was asked for, which is before it was granted.
   *
   * @param sentNanos when it was asked for
   */
  Slice(Grant grant, long sentNanos) {
    this.leaseId = grant.leaseId();
    this.lifetimeNanos = TimeUnit.MILLISECONDS.toNanos(grant.lifetimeMillis());
    this.isEndless = grant.windowMillis() == null;
    this.windowEndNanos =
        isEndless ? 0 : sentNanos + TimeUnit.MILLISECONDS.toNanos(grant.windowMillis());
    this.free = grant.amount();
    this.spendUntilNanos = sentNanos + lifetimeNanos;
  }

  String leaseId() {
    return leaseId;
  }

  /** What can be reserved now. */
  long spendable(long nowNanos) {
    return isLost || isWindowOver(nowNanos) || nowNanos - spendUntilNanos >= 0 ? 0 : free;
  }

  boolean isWindowOver(long nowNanos) {
    return !isEndless && nowNanos - windowEndNanos >= 0;
  }

  long free() {
    return free;
  }

  void reserve(long amount) {
    free -= amount;
    reserved += amount;
  }

  void settle(long amount, long used) {
    reserved -= amount;
    free += amount - used;
    unposted += used;
  }

  void posted(long amount) {
    unposted -= amount;
  }

  void release(long amount) {
    free -= amount;
    released += amount;
  }

  Held held() {
    return new Held(leaseId, released);
  }

  /**
   * The control plane has heard of it: it renews a lease before a third of its life is over, so two
   * thirds are sure.
   */
  void renewed(long sentNanos, long releasedThen) {
    spendUntilNanos = sentNanos + lifetimeNanos / 3 * 2;
    acknowledged = releasedThen;
  }

  /** Its rest was taken back; what runs on it is still charged to it. */
  void lost() {
    isLost = true;
  }

  boolean isDone() {
    boolean isSettled = reserved == 0 && unposted == 0;
    return isSettled && (isLost || (free == 0 && released == acknowledged));
  }
}
