package dev.sluice.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every native byte comes back. */
@BackendTest
class BackendMemoryTest {

  static Stream<Supplier<ComputeBackend>> backends() {
    return Stream.of(ScalarBackend::new, TestBackends::open);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void close_withWeightsAndCachesOpen_balancesToZero(Supplier<ComputeBackend> opener) {
    ComputeBackend backend = opener.get();
    Tensor x = backend.allocate("x", 70, 64);
    Tensor out = backend.allocate("out", 70, 96);
    Weight weight = backend.prepare(TestWeights.random(ElementType.Q4_0, 96, 64, new Random(1)));
    backend.allocateKv(4, 2, 8);
    backend.matmul(x, weight, 70, out);
    assertThat(backend.ledger().totalBytes()).isPositive();
    backend.close();
    assertThat(backend.ledger().balance()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void release_twice_isRefused(Supplier<ComputeBackend> opener) {
    try (ComputeBackend backend = opener.get()) {
      Tensor x = backend.allocate("x", 1, 1);
      backend.release(x);
      assertThatThrownBy(() -> backend.release(x)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
