package dev.sluice.engine.model;

/**
 * How a block's attention and feed-forward network are put together.
 *
 * @param order of the two
 * @param norm before them, and after the last block
 * @param headNorm of each query and key head, or null
 * @param hasPostNorms whether the results are normalised before they are added
 */
public record BlockSpec(Order order, NormSpec norm, NormSpec headNorm, boolean hasPostNorms) {
  /** Who sees what. */
  public enum Order {
    /** The feed-forward network sees what attention added. */
    SEQUENTIAL,
    /** Both see the block's input, each through a norm of its own. */
    PARALLEL,
    /** Both see the block's input through one norm. */
    PARALLEL_ONE_NORM
  }

  /** Attention, then feed-forward, with norms before them only. */
  public static BlockSpec sequential(NormSpec norm) {
    return new BlockSpec(Order.SEQUENTIAL, norm, null, false);
  }

  public BlockSpec withHeadNorm(NormSpec norm) {
    return new BlockSpec(order, this.norm, norm, hasPostNorms);
  }

  public BlockSpec withPostNorms() {
    return new BlockSpec(order, norm, headNorm, true);
  }
}
