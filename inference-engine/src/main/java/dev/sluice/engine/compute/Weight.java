package dev.sluice.engine.compute;

import dev.sluice.engine.tensor.ElementType;

/**
 * A weight matrix {@code [rows, columns]} in whatever form its backend likes best. Rows are output
 * features.
 */
public interface Weight extends AutoCloseable {
  int rows();

  int columns();

  /** The type it was stored in. */
  ElementType type();

  @Override
  void close();
}
