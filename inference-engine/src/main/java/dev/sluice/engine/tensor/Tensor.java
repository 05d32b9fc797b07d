package dev.sluice.engine.tensor;

import java.lang.foreign.MemorySegment;

/**
 * A matrix {@code [rows, columns]}, row-major, in memory of one backend. A vector has one row. Rows
 * lie {@code strideBytes} apart, which is more than a row's own bytes where a backend pads. On a
 * GPU the segment has an address and no length.
 *
 * @param name for messages
 * @param data starts at row 0
 */
public record Tensor(
    String name, ElementType type, int rows, int columns, long strideBytes, MemorySegment data) {

  /** A tensor without padding. */
  public static Tensor packed(
      String name, ElementType type, int rows, int columns, MemorySegment data) {
    return new Tensor(name, type, rows, columns, type.rowBytes(columns), data);
  }

  public long address() {
    return data.address();
  }

  /** Byte offset of a row from the start of {@link #data}. */
  public long offset(int row) {
    return row * strideBytes;
  }

  public long elements() {
    return (long) rows * columns;
  }

  @Override
  public String toString() {
    return name + " " + type + " [" + rows + ", " + columns + "]";
  }
}
