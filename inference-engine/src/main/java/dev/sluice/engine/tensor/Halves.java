package dev.sluice.engine.tensor;

/** 16-bit floats. */
public final class Halves {
  private Halves() {}

  /** IEEE binary16 to float, exact. */
  public static float fromF16(short bits) {
    return Float.float16ToFloat(bits);
  }

  /** bfloat16 to float, exact. */
  public static float fromBf16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
