package dev.sluice.admin.loads;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Loads that failed, each with the time at which it is tried again: after 15 seconds, and after
 * twice as long each further time, at most 10 minutes. Whoever has mended the cause asks at once.
 * Safe for several threads.
 */
@Component
class Setbacks {
  private static final Duration FIRST = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** Until then a process may still be seen as it was before it was told. */
  private static final Duration GRACE = Duration.ofSeconds(4);

  /**
   * @param podId null for a tokenizer
   */
  record Key(String address, String podId, String tag) {}

  /**
   * @param problem one sentence
   * @param isTriedAgain nothing has come of the new attempt so far
   */
  record Setback(String problem, int count, long dueMillis, boolean isTriedAgain) {}

  private final Clock clock;
  private final Map<Key, Setback> byKey = new HashMap<>();

  Setbacks(Clock clock) {
    this.clock = clock;
  }

  /** A process says that a version has failed, which it says again and again. */
  synchronized void seen(Key key, String problem) {
    Setback known = byKey.get(key);
    if (known == null || (known.isTriedAgain() && clock.millis() >= known.dueMillis())) {
      count(key, problem);
    }
  }

  /** A process has refused to begin, which is told once. */
  synchronized void refused(Key key, String problem) {
    Setback known = byKey.get(key);
    if (known == null || known.isTriedAgain()) {
      count(key, problem);
    }
  }

  private void count(Key key, String problem) {
    int count = byKey.containsKey(key) ? byKey.get(key).count() + 1 : 1;
    long pause = FIRST.toMillis() << Math.min(count - 1, 20);
    long due = clock.millis() + Math.min(pause, LONGEST.toMillis());
    byKey.put(key, new Setback(problem, count, due, false));
  }

  /** Whether an attempt may be made now; if so it counts as made. */
  synchronized boolean tryNow(Key key) {
    Setback known = byKey.get(key);
    if (known == null) {
      return true;
    }
    if (clock.millis() < known.dueMillis()) {
      return false;
    }
    long until = clock.millis() + GRACE.toMillis();
    byKey.put(key, new Setback(known.problem(), known.count(), until, true));
    return true;
  }

  /** It is loaded after all. */
  synchronized void overcome(Key key) {
    byKey.remove(key);
  }

  /** The cause may be mended: all failed loads by this tag are due, as if they were the first. */
  synchronized void forgive(String tag) {
    byKey.replaceAll(
        (key, known) ->
            key.tag().equals(tag) ? new Setback(known.problem(), 0, clock.millis(), false) : known);
  }

  synchronized Optional<Setback> of(Key key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** Forgets those of plans that are not wanted any more, and of processes long gone. */
  synchronized void keep(Set<String> wantedTags) {
    long old = clock.millis() - 2 * LONGEST.toMillis();
    byKey
        .entrySet()
        .removeIf(
            entry ->
                !wantedTags.contains(entry.getKey().tag()) || entry.getValue().dueMillis() < old);
  }
}
