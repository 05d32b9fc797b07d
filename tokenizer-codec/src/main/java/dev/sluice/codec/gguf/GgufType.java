package dev.sluice.codec.gguf;

/** The types of metadata values; numbers are those of ggml's docs/gguf.md. */
public enum GgufType {
  UINT8(1),
  INT8(1),
  UINT16(2),
  INT16(2),
  UINT32(4),
  INT32(4),
  FLOAT32(4),
  BOOL(1),
  STRING(8),
  ARRAY(12),
  UINT64(8),
  INT64(8),
  FLOAT64(8);

  private final int minimumBytes;

  GgufType(int minimumBytes) {
    this.minimumBytes = minimumBytes;
  }

  /** The number that stands for the type in a file. */
  int id() {
    return ordinal();
  }

  /** Bytes that a value takes at least: all of a number, the length of a text or an array. */
  int minimumBytes() {
    return minimumBytes;
  }

  static GgufType ofId(int id, String key) {
    if (id < 0 || id >= values().length) {
      throw new GgufException("metadata '" + key + "' has the unknown type " + id);
    }
    return values()[id];
  }
}
