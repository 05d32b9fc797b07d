package dev.sluice.engine.convert;

import dev.sluice.engine.quantize.Quantizer;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Rows of one type to rows of another. One per thread: its buffers are used again. */
final class RowConverter {
  private final Map<ElementType, Quantizer> quantizers = new EnumMap<>(ElementType.class);
  private float[] values = {};
  private byte[] blocks = {};

  /** The rows' bytes in {@code type}, valid until the next call. */
  ByteBuffer convert(Tensor rows, ElementType type) {
    int bytes = Math.toIntExact(rows.rows() * type.rowBytes(rows.columns()));
    if (rows.type() == type && rows.data().isNative()) {
      return rows.data().asByteBuffer();
    }
    if (blocks.length < bytes) {
      blocks = new byte[bytes];
    }
    if (rows.type() == type) {
      MemorySegment.copy(rows.data(), 0, MemorySegment.ofArray(blocks), 0, bytes);
    } else {
      quantize(rows, type, bytes);
    }
    return ByteBuffer.wrap(blocks, 0, bytes);
  }

  private void quantize(Tensor rows, ElementType type, int bytes) {
    int count = Math.toIntExact(rows.elements());
    if (values.length < count) {
      values = new float[count];
    }
    Arrays.fill(blocks, 0, bytes, (byte) 0);
    Dequantizer.row(rows.type(), rows.data(), 0, values, 0, count);
    Quantizer quantizer = quantizers.computeIfAbsent(type, Quantizer::new);
    int bad = quantizer.rows(values, 0, count, blocks, 0);
    if (bad >= 0) {
      throw new ConversionException(
          "tensor '" + rows.name() + "' holds " + values[bad] + ", which " + type + " cannot");
    }
  }
}
