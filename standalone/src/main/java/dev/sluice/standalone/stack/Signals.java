package dev.sluice.standalone.stack;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * Ctrl-C and SIGTERM: the first one drains, the second one ends the process at once. The JVM's own
 * handling ignores the second while the first one's shutdown hooks run, so this replaces it.
 */
public final class Signals {
  private static final int EXIT_BASE = 128;

  private Signals() {}

  /**
   * @param onFirst called once, on its own thread, before the process ends with 128 plus the
   *     signal's number
   */
  public static void drainOnFirst(Runnable onFirst) {
    AtomicBoolean isDraining = new AtomicBoolean();
    for (String name : new String[] {"INT", "TERM"}) {
      Signal.handle(
          new Signal(name),
          signal -> {
            int code = EXIT_BASE + signal.getNumber();
            if (!isDraining.compareAndSet(false, true)) {
              Runtime.getRuntime().halt(code);
            }
            Thread.ofPlatform().name("drain").start(() -> exit(onFirst, code));
          });
    }
  }

  private static void exit(Runnable onFirst, int code) {
    try {
      onFirst.run();
    } finally {
      System.exit(code);
    }
  }
}
