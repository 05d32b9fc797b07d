package dev.sluice.engine.compute.cuda;

import dev.sluice.engine.compute.ComputeBackend.Step;
import dev.sluice.engine.compute.TokenBatch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps of decoding as CUDA graphs: hundreds of launches become one. A graph's launches have fixed
 * arguments, so a graph holds for one number of rows and of spans of attention; positions, block
 * tables and rows are read from device memory, where each step puts its own before.
 *
 * <p>A shape's first step runs as it is, which takes all memory that it needs; its second one is
 * recorded; later ones are replayed. Memory that moves makes all graphs void. When recording fails,
 * this backend does without from then on. {@code -Dsluice.cuda.graphs=false} does without from the
 * start.
 */
final class StepGraphs implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StepGraphs.class);

  /** A graph of a large model takes some megabytes on the device. */
  private static final int MOST = 64;

  private final Device device;
  private final DeviceMemory memory;
  private final Map<Shape, RecordedStep> graphs = new HashMap<>();
  private final Set<Shape> seen = new HashSet<>();
  private boolean isUsable = !"false".equals(System.getProperty("sluice.cuda.graphs"));
  private long memoryMoves;

  /** What a graph's launches depend on. */
  private record Shape(Step operations, int rows, int spans) {}

  StepGraphs(Device device, DeviceMemory memory) {
    this.device = device;
    this.memory = memory;
  }

  /** Runs the operations, or what was recorded of them. The batch is on the device. */
  void run(Step operations, TokenBatch batch, int spans) {
    if (memoryMoves != memory.moves()) {
      device.await(); // a graph that is not needed may still run
      clear();
      memoryMoves = memory.moves();
    }
    Shape shape = new Shape(operations, batch.tokenCount(), spans);
    RecordedStep known = graphs.get(shape);
    if (known == null && isUsable && !seen.add(shape) && graphs.size() < MOST) {
      known = record(operations, batch);
      if (known != null) {
        graphs.put(shape, known);
      }
    }
    if (known == null) {
      operations.run(batch);
    } else {
      known.launch(device);
    }
  }

  /** Null when it fails; the step has not run then. */
  private RecordedStep record(Step operations, TokenBatch batch) {
    try {
      return RecordedStep.of(device, () -> operations.run(batch));
    } catch (DeviceException | IllegalStateException e) {
      if (e instanceof DeviceException failure && failure.isLost()) {
        throw e;
      }
      isUsable = false;
      log.warn("a step cannot be recorded as a CUDA graph; steps are launched one by one", e);
      return null;
    }
  }

  private void clear() {
    graphs.values().forEach(RecordedStep::close);
    graphs.clear();
    seen.clear();
  }

  @Override
  public void close() {
    clear();
  }
}
