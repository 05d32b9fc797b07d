package dev.sluice.engine.model;

/**
 * One expert's weights: a slice of {@code ffn_gate_exps} and its like, or tensors of its own
 * ({@code ffn_gate.3}) as older files have them.
 */
record ExpertWeights(WeightLoader loader, String prefix, FeedForward.Experts spec, int expert) {

  Projection gateUp(int hidden) {
    return Projection.slices(
        loader,
        hidden,
        new String[] {name("gate"), name("up")},
        new int[] {spec.width(), spec.width()},
        slice(),
        parts());
  }

  Projection down(int hidden) {
    return Projection.slices(
        loader, spec.width(), new String[] {name("down")}, new int[] {hidden}, slice(), parts());
  }

  private boolean isStacked() {
    return loader.has(prefix + "gate_exps.weight");
  }

  private String name(String part) {
    return prefix + part + (isStacked() ? "_exps" : "." + expert);
  }

  private int slice() {
    return isStacked() ? expert : 0;
  }

  private int parts() {
    return isStacked() ? spec.count() : 1;
  }
}
