package dev.sluice.codec.jinja;

/**
 * What one rendering may use. A template from a model file is not trusted: without limits a few
 * lines of it could fill the memory or never end.
 *
 * @param maxSteps statements, loop rounds, calls and list elements made
 * @param maxTextChars characters of the output and of any text on the way
 * @param maxDepth nesting of expressions, statements and calls
 */
public record TemplateLimits(long maxSteps, int maxTextChars, int maxDepth) {
  /** Far above what any real conversation needs. */
  public static final TemplateLimits DEFAULT = new TemplateLimits(10_000_000, 64 << 20, 200);
}
