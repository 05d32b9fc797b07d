package dev.sluice.engine.model;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.tensor.Tensor;

/** {@code down(f(gate(x)) * up(x))}; gate and up may lie in one tensor, {@code ffn_up}. */
final class GatedLayer implements FeedForwardLayer {
  private final ComputeBackend backend;
  private final FeedForward.Gated spec;
  private final Projection gateUp;
  private final Projection down;

  GatedLayer(FeedForward.Gated spec, int hidden, String prefix, WeightLoader loader) {
    this.backend = loader.backend();
    this.spec = spec;
    int[] rows = {spec.width(), spec.width()};
    String[] stems = {prefix + "gate", prefix + "up"};
    gateUp =
        loader.has(prefix + "gate.weight")
            ? Projection.of(loader, hidden, stems, rows)
            : Projection.fused(loader, hidden, prefix + "up", rows);
    down = Projection.of(loader, spec.width(), prefix + "down", hidden);
  }

  @Override
  public void run(Tensor in, int n, Activations at) {
    Tensor[] inner = at.inner(spec.width());
    gateUp.apply(in, n, inner);
    backend.activateMultiply(inner[0], inner[1], spec.activation(), n);
    down.apply(inner[0], n, at.projected);
  }

  @Override
  public void close() {
    gateUp.close();
    down.close();
  }
}
