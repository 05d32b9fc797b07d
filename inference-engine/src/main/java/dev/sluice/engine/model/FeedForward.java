package dev.sluice.engine.model;

import dev.sluice.engine.compute.Activation;

/** A block's feed-forward network. */
public sealed interface FeedForward {

  /** {@code down(f(up(x)))}. */
  record Plain(int width, Activation activation) implements FeedForward {}

  /** {@code down(f(gate(x)) * up(x))} (arXiv 2002.05202). */
  record Gated(int width, Activation activation) implements FeedForward {}

  /**
   * Gated networks of which each token passes the {@code used} that its router scores highest
   * (arXiv 2401.04088).
   *
   * @param width of one expert
   * @param renormalises whether the weights of the chosen ones add up to 1
   */
  record Experts(int count, int used, int width, Activation activation, boolean renormalises)
      implements FeedForward {}
}
