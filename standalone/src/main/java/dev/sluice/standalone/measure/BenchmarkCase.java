package dev.sluice.standalone.measure;

/**
 * One test of a benchmark, named as llama-bench names it.
 *
 * @param kind what is timed
 * @param tokens timed tokens
 * @param depth tokens already in the cache before the clock starts
 */
public record BenchmarkCase(Kind kind, int tokens, int depth) {

  /** What is timed. */
  public enum Kind {
    PREFILL,
    DECODE
  }

  /** For example {@code pp256}, {@code tg64} or {@code tg64 @ d512}. */
  public String label() {
    String test = (kind == Kind.PREFILL ? "pp" : "tg") + tokens;
    return depth == 0 ? test : test + " @ d" + depth;
  }
}
