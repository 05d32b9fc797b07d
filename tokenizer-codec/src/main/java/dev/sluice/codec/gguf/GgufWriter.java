package dev.sluice.codec.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lays out a GGUF file, version 3: metadata and tensors are announced, then {@link #header} gives
 * the bytes before the first tensor and {@link #offset} where each tensor's own bytes belong. The
 * data itself is written by whoever has it, in any order.
 */
public final class GgufWriter {
  /** Tensors start at multiples of this, the format's default. */
  public static final int ALIGNMENT = 32;

  private static final int VERSION = 3;

  private final Map<String, byte[]> metadata = new LinkedHashMap<>();
  private final List<GgufTensor> tensors = new ArrayList<>();
  private final Map<String, Long> offsets = new LinkedHashMap<>();
  private long dataBytes;

  /**
   * A value in the type that readers expect: integers as uint32 where they fit, else int32 or
   * int64; floating point as float32; arrays of integers as int32.
   *
   * @param value a {@link String}, {@link Boolean}, {@link Integer}, {@link Long}, {@link Float},
   *     {@link Double}, an array of these or of primitives, or an array of arrays
   */
  public void put(String key, Object value) {
    if (value.getClass().isArray()) {
      putArray(key, elementType(value), value);
    } else {
      put(key, scalarType(value), value);
    }
  }

  /** A value that is not an array, in exactly the given type. */
  public void put(String key, GgufType type, Object value) {
    store(key, new GgufEncoder().integer(type.id(), Integer.BYTES).scalar(type, value));
  }

  /** An array, its elements in exactly the given type. */
  public void putArray(String key, GgufType elements, Object values) {
    GgufEncoder bytes = new GgufEncoder().integer(GgufType.ARRAY.id(), Integer.BYTES);
    store(key, bytes.array(elements, values));
  }

  /**
   * A value as another file stores it, type included.
   *
   * @param stored from {@link GgufFile#storedValue}
   */
  public void copy(String key, MemorySegment stored) {
    metadata.put(key, stored.toArray(ValueLayout.JAVA_BYTE));
  }

  private void store(String key, GgufEncoder bytes) {
    metadata.put(key, bytes.toArray());
  }

  /**
   * Announces the next tensor.
   *
   * @param dimensions innermost first
   * @param bytes size of its data
   */
  public void add(String name, long[] dimensions, int typeId, long bytes) {
    if (offsets.putIfAbsent(name, dataBytes) != null) {
      throw new GgufException("tensor '" + name + "' is announced twice");
    }
    tensors.add(new GgufTensor(name, dimensions.clone(), typeId, dataBytes));
    dataBytes = align(dataBytes + bytes);
  }

  /** Everything before the first tensor's data, padded. */
  public byte[] header() {
    GgufEncoder out = new GgufEncoder();
    out.integer(GgufFile.MAGIC, 4).integer(VERSION, 4);
    out.integer(tensors.size(), 8).integer(metadata.size(), 8);
    metadata.forEach((key, value) -> out.text(key).raw(value));
    for (GgufTensor tensor : tensors) {
      out.text(tensor.name()).integer(tensor.dimensions().length, 4);
      for (long dimension : tensor.dimensions()) {
        out.integer(dimension, 8);
      }
      out.integer(tensor.typeId(), 4).integer(tensor.offset(), 8);
    }
    return out.raw(new byte[(int) (align(out.size()) - out.size())]).toArray();
  }

  /** Where a tensor's bytes start, counted from the end of the {@link #header}. */
  public long offset(String name) {
    return offsets.get(name);
  }

  /** Bytes after the header, the last tensor's padding included. */
  public long dataBytes() {
    return dataBytes;
  }

  private static long align(long bytes) {
    return Math.ceilDiv(bytes, (long) ALIGNMENT) * ALIGNMENT;
  }

  private static GgufType scalarType(Object value) {
    return switch (value) {
      case String _ -> GgufType.STRING;
      case Boolean _ -> GgufType.BOOL;
      case Float _ -> GgufType.FLOAT32;
      case Double _ -> GgufType.FLOAT32;
      case Number number -> integerType(number.longValue());
      default -> throw new IllegalArgumentException("GGUF has no type for " + value.getClass());
    };
  }

  private static GgufType integerType(long value) {
    if (value >= 0 && value <= 0xFFFFFFFFL) {
      return GgufType.UINT32;
    }
    return value < 0 && value >= Integer.MIN_VALUE ? GgufType.INT32 : GgufType.INT64;
  }

  static GgufType elementType(Object array) {
    return switch (array) {
      case int[] _ -> GgufType.INT32;
      case long[] values -> fitsInt(values) ? GgufType.INT32 : GgufType.INT64;
      case float[] _ -> GgufType.FLOAT32;
      case double[] _ -> GgufType.FLOAT32;
      case boolean[] _ -> GgufType.BOOL;
      case String[] _ -> GgufType.STRING;
      case Object[] _ -> GgufType.ARRAY;
      default -> throw new IllegalArgumentException("GGUF has no type for " + array.getClass());
    };
  }

  private static boolean fitsInt(long[] values) {
    for (long value : values) {
      if (value != (int) value) {
        return false;
      }
    }
    return true;
  }
}
