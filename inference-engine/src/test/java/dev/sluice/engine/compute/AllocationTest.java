package dev.sluice.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.engine.compute.vector.VectorBackend;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Products, attention, norms and activations of the vector backend allocate nothing once they are
 * compiled: a boxed vector shows here, and costs ten times a kernel's time. One thread, so that the
 * count is all of it.
 */
@Tag("own-jvm")
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int CALLS = 200;

  /** The compiler may take this long to have compiled everything. */
  private static final long DEADLINE_NANOS = 60_000_000_000L;

  private record Case(String name, Setup setup, boolean rounds, ElementType kvType) {
    Case(String name, Setup setup) {
      this(name, setup, false, ElementType.F32);
    }

    Case rounded() {
      return new Case(name + ", rounded", setup, true, kvType);
    }

    Case overHalves() {
      return new Case(name + ", over halves", setup, rounds, ElementType.F16);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private interface Setup {
    Runnable prepare(ComputeBackend backend);
  }

  static Stream<Case> cases() {
    Stream<Case> products =
        Stream.of(
                ElementType.F32,
                ElementType.F16,
                ElementType.BF16,
                ElementType.Q4_0,
                ElementType.Q4_1,
                ElementType.Q8_0,
                ElementType.Q4_K,
                ElementType.Q6_K)
            .flatMap(type -> Stream.of(1, 8).map(n -> product(type, n)));
    Stream<Case> rounded =
        Stream.of(
                ElementType.Q4_0,
                ElementType.Q4_1,
                ElementType.Q4_K,
                ElementType.Q5_0,
                ElementType.Q6_K)
            .flatMap(type -> Stream.of(1, 8).map(n -> product(type, n).rounded()));
    return Stream.concat(
        Stream.concat(products, rounded),
        Stream.of(
            new Case("attention", backend -> attention(backend, 0f)),
            new Case("attention", backend -> attention(backend, 0f)).overHalves(),
            new Case("attention with a soft cap", backend -> attention(backend, 30f)),
            new Case("norms and sums", AllocationTest::norms),
            new Case("activations and the soft cap", AllocationTest::activations)));
  }

  private static Case product(ElementType type, int n) {
    return new Case(
        type + " of " + n,
        backend -> {
          Tensor x = RowParityTest.filled(backend, n, 256, new Random(1));
          Tensor out = backend.allocate("out", n, 128);
          Weight weight = backend.prepare(TestWeights.random(type, 128, 256, new Random(2)));
          return () -> backend.matmul(x, weight, n, out);
        });
  }

  private static Runnable attention(ComputeBackend backend, float softcap) {
    AttentionSpec spec = new AttentionSpec(3, 1, 64, 0.1f, 0, softcap);
    Tensor q = RowParityTest.filled(backend, 1, 192, new Random(1));
    Tensor kv = RowParityTest.filled(backend, 1, 64, new Random(2));
    Tensor out = backend.allocate("out", 1, 192);
    KvCache cache = backend.allocateKv(4, 1, 64);
    ForwardBatch batch = new ForwardBatch(1, 1, 1);
    batch.addSequence(new int[] {0, 1, 2, 3});
    batch.addToken(0, 50, false);
    return () -> {
      backend.storeKv(kv, kv, cache, batch);
      backend.attention(q, cache, spec, batch, out);
    };
  }

  private static Runnable norms(ComputeBackend backend) {
    Tensor x = RowParityTest.filled(backend, 1, 200, new Random(1));
    Tensor weight = RowParityTest.filled(backend, 1, 200, new Random(2));
    return () -> {
      backend.rmsNorm(x, weight, 1e-5f, 1, x);
      backend.layerNorm(x, weight, weight, 1e-5f, 1, x);
      backend.add(x, weight, 1);
    };
  }

  private static Runnable activations(ComputeBackend backend) {
    Tensor x = RowParityTest.filled(backend, 1, 200, new Random(1));
    Tensor up = RowParityTest.filled(backend, 1, 200, new Random(2));
    Activation[] functions = Activation.values();
    return () -> {
      for (Activation f : functions) {
        backend.activate(x, f, 1);
        backend.activateMultiply(x, up, f, 1);
      }
      backend.softcap(x, 30f, 1);
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void op_onceCompiled_allocatesNothing(Case operation) {
    try (ComputeBackend backend = backend(operation)) {
      Runnable op = operation.setup().prepare(backend);
      long start = System.nanoTime();
      long bytes;
      do {
        bytes = allocatedBy(op);
      } while (bytes > 0 && System.nanoTime() - start < DEADLINE_NANOS);
      assertThat(bytes).as("bytes of %d calls of %s", CALLS, operation).isZero();
    }
  }

  private static ComputeBackend backend(Case operation) {
    return new VectorBackend(1, operation.rounds(), operation.kvType());
  }

  private static long allocatedBy(Runnable op) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS; i++) {
      op.run();
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
