package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.AttentionSpec;

/** Variants of an attention. */
final class Attention {
  private Attention() {}

  /** With a sliding window, 0 for none. */
  static AttentionSpec sliding(AttentionSpec of, int window) {
    return new AttentionSpec(
        of.heads(), of.kvHeads(), of.headDim(), of.scale(), window, of.softcap(), of.alibiSlopes());
  }

  static AttentionSpec scaled(AttentionSpec of, double scale) {
    return new AttentionSpec(
        of.heads(),
        of.kvHeads(),
        of.headDim(),
        (float) scale,
        of.window(),
        of.softcap(),
        of.alibiSlopes());
  }

  /** With capped scores, 0 for none. */
  static AttentionSpec capped(AttentionSpec of, double softcap) {
    return new AttentionSpec(
        of.heads(),
        of.kvHeads(),
        of.headDim(),
        of.scale(),
        of.window(),
        (float) softcap,
        of.alibiSlopes());
  }

  static AttentionSpec biased(AttentionSpec of, float[] alibiSlopes) {
    return new AttentionSpec(
        of.heads(), of.kvHeads(), of.headDim(), of.scale(), of.window(), of.softcap(), alibiSlopes);
  }
}
