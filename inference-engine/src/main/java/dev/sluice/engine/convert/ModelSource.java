package dev.sluice.engine.convert;

import dev.sluice.codec.gguf.GgufWriter;
import dev.sluice.engine.tensor.Tensor;
import java.util.List;

/** A model to be written: its metadata, and its tensors a few rows at a time. */
public interface ModelSource extends AutoCloseable {

  /** For example {@code llama}. */
  String architecture();

  /** Adds all metadata, except what describes the file's own element types. */
  void describe(GgufWriter writer);

  /** In the order to write them. */
  List<SourceTensor> tensors();

  /** Some rows of a tensor; safe for use by several threads. */
  Tensor rows(SourceTensor tensor, int from, int count);

  @Override
  void close();
}
