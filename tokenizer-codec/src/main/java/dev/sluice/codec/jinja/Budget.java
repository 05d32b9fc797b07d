package dev.sluice.codec.jinja;

/** What is left of the {@link TemplateLimits} in one rendering. Used by one thread. */
final class Budget {
  private final TemplateLimits limits;
  private long steps;
  private int depth;

  Budget(TemplateLimits limits) {
    this.limits = limits;
  }

  void step() {
    steps(1);
  }

  void steps(long count) {
    steps += count;
    if (steps > limits.maxSteps()) {
      throw over("takes more than " + limits.maxSteps() + " steps");
    }
  }

  void enter() {
    if (++depth > limits.maxDepth()) {
      throw over("is nested or recurses deeper than " + limits.maxDepth());
    }
  }

  void leave() {
    depth--;
  }

  /** Checks a text about to be made, before memory is asked for it. */
  void text(long chars) {
    if (chars > limits.maxTextChars()) {
      throw over("makes a text of more than " + limits.maxTextChars() + " characters");
    }
    // Building texts costs time too: a loop that copies a long one is work like any other.
    steps(chars >> 10);
  }

  /** Checks output about to be added to what there is. */
  void output(long there, long added) {
    if (there + added > limits.maxTextChars()) {
      throw over("prints more than " + limits.maxTextChars() + " characters");
    }
    steps(added >> 10);
  }

  private static JinjaError over(String what) {
    return new JinjaError(JinjaError.Kind.LIMIT, "the template " + what);
  }
}
