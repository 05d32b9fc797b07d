package dev.sluice.engine.model;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.tensor.Tensor;

/** {@code down(f(up(x)))}. */
final class PlainLayer implements FeedForwardLayer {
  private final ComputeBackend backend;
  private final FeedForward.Plain spec;
  private final Projection up;
  private final Projection down;

  PlainLayer(FeedForward.Plain spec, int hidden, String prefix, WeightLoader loader) {
    this.backend = loader.backend();
    this.spec = spec;
    up = Projection.of(loader, hidden, prefix + "up", spec.width());
    down = Projection.of(loader, spec.width(), prefix + "down", hidden);
  }

  @Override
  public void run(Tensor in, int n, Activations at) {
    Tensor inner = at.inner(spec.width())[0];
    up.apply(in, n, inner);
    backend.activate(inner, spec.activation(), n);
    down.apply(inner, n, at.projected);
  }

  @Override
  public void close() {
    up.close();
    down.close();
  }
}
