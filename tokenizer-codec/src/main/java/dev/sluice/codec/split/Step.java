package dev.sluice.codec.split;

/** One stage of a pre-tokenizer: cuts pieces further or rewrites them. Immutable. */
interface Step {
  void apply(Pieces pieces);
}
