package dev.sluice.engine.model;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.tensor.Tensor;

/**
 * A mixture of experts. The router's scores go to the host, which chooses; each expert then
 * computes the tokens that chose it as one batch. A token's results are added up in the order of
 * its experts' numbers, so its bits do not depend on the tokens beside it.
 */
final class ExpertsLayer implements FeedForwardLayer {
  private final ComputeBackend backend;
  private final FeedForward.Experts spec;
  private final Projection router;
  private final Projection[] gateUp;
  private final Projection[] down;
  private final ExpertRouter choice;
  private final float[] scores;
  private float[][] weights = new float[0][];
  private int[] rows = new int[0];
  private float[] factors = new float[0];

  ExpertsLayer(FeedForward.Experts spec, int hidden, String prefix, WeightLoader loader) {
    this.backend = loader.backend();
    this.spec = spec;
    router = Projection.of(loader, hidden, prefix + "gate_inp", spec.count());
    gateUp = new Projection[spec.count()];
    down = new Projection[spec.count()];
    for (int expert = 0; expert < spec.count(); expert++) {
      ExpertWeights of = new ExpertWeights(loader, prefix, spec, expert);
      gateUp[expert] = of.gateUp(hidden);
      down[expert] = of.down(hidden);
    }
    choice = new ExpertRouter(spec);
    scores = new float[spec.count()];
  }

  @Override
  public void run(Tensor in, int n, Activations at) {
    route(in, n, at);
    backend.copy(at.zeros, n, at.projected);
    Tensor[] inner = at.inner(spec.width());
    for (int expert = 0; expert < spec.count(); expert++) {
      int count = gatherChoosers(expert, n);
      if (count > 0) {
        backend.gather(in, rows, count, at.gathered);
        gateUp[expert].apply(at.gathered, count, inner);
        backend.activateMultiply(inner[0], inner[1], spec.activation(), count);
        down[expert].apply(inner[0], count, at.expertOut);
        backend.scatterAdd(at.expertOut, rows, factors, count, at.projected);
      }
    }
  }

  private void route(Tensor in, int n, Activations at) {
    if (rows.length < n) {
      rows = new int[n];
      factors = new float[n];
      weights = new float[n][spec.count()];
    }
    Tensor logits = at.router(spec.count());
    router.apply(in, n, logits);
    for (int token = 0; token < n; token++) {
      backend.read(logits, token, scores, spec.count());
      choice.choose(scores, weights[token]);
    }
  }

  private int gatherChoosers(int expert, int n) {
    int count = 0;
    for (int token = 0; token < n; token++) {
      if (weights[token][expert] != 0) {
        rows[count] = token;
        factors[count++] = weights[token][expert];
      }
    }
    return count;
  }

  @Override
  public void close() {
    router.close();
    for (int expert = 0; expert < spec.count(); expert++) {
      gateUp[expert].close();
      down[expert].close();
    }
  }
}
