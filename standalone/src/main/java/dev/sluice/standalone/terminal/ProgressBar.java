package dev.sluice.standalone.terminal;

import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * A progress bar on stderr. On a terminal it redraws one line at most ten times a second; elsewhere
 * it prints a line at every tenth of the work, so that a log stays short.
 */
public final class ProgressBar implements Progress, AutoCloseable {
  private static final int CELLS = 30;
  private static final long REDRAW_NANOS = 100_000_000L;

  private final Console console;
  private final String label;
  private final Unit unit;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private long drawnNanos = Long.MIN_VALUE;
  private long drawnTenth = -1;
  private boolean isLineOpen;

  /** What is counted. */
  public enum Unit {
    BYTES,
    TOKENS
  }

  public ProgressBar(Console console, String label, Unit unit) {
    this(console, label, unit, System::nanoTime);
  }

  ProgressBar(Console console, String label, Unit unit, LongSupplier nanoTime) {
    this.console = console;
    this.label = label;
    this.unit = unit;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
  }

  @Override
  public void at(long done, long total) {
    long now = nanoTime.getAsLong();
    if (console.interactive()) {
      boolean isDue = drawnNanos == Long.MIN_VALUE || now - drawnNanos >= REDRAW_NANOS;
      if (isDue || done == total) {
        drawnNanos = now;
        isLineOpen = true;
        console.err().print("\r" + line(done, total, now) + "\u001b[K");
        console.err().flush();
      }
    } else {
      long tenth = total > 0 ? done * 10 / total : 0;
      if (tenth > drawnTenth) {
        drawnTenth = tenth;
        console.err().println(line(done, total, now));
      }
    }
  }

  private String line(long done, long total, long now) {
    double seconds = (now - startNanos) / 1e9;
    if (total <= 0) {
      return String.format(Locale.ROOT, "%s  %.0f s", label, seconds);
    }
    int filled = (int) (done * CELLS / total);
    double rate = seconds > 0 ? done / seconds : 0;
    return String.format(
        Locale.ROOT,
        "%s  [%s%s] %3d %%  %s",
        label,
        "=".repeat(filled),
        " ".repeat(CELLS - filled),
        done * 100 / total,
        amounts(done, total, rate));
  }

  private String amounts(long done, long total, double rate) {
    return unit == Unit.BYTES
        ? String.format(Locale.ROOT, "%.1f/%.1f MB  %.1f MB/s", done / 1e6, total / 1e6, rate / 1e6)
        : String.format(Locale.ROOT, "%d/%d tokens  %.0f/s", done, total, rate);
  }

  /** Ends the line that is being redrawn. */
  @Override
  public void close() {
    if (isLineOpen) {
      isLineOpen = false;
      console.err().println();
    }
  }
}
