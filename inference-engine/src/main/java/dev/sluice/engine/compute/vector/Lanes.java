package dev.sluice.engine.compute.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vector shapes and raw loads and stores by address. Kernels address memory through one constant
 * segment over the whole address space: its checks fold away, and bounds are checked once at an
 * operation's face instead of at every load.
 */
final class Lanes {
  private static final long SPACE = Long.MAX_VALUE >>> 1;

  /** At most 512 bits, because rows are padded for that. */
  static final VectorSpecies<Float> F =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  static final VectorShape SHAPE = F.vectorShape();
  static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, SHAPE);
  static final VectorSpecies<Short> S = VectorSpecies.of(short.class, SHAPE);

  /** Floats per vector. */
  static final int COUNT = F.length();

  /** Bytes per vector. */
  static final int BYTES = COUNT * Float.BYTES;

  /** Rows of a weight panel: four vectors. */
  static final int PANEL = 4 * COUNT;

  static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  static final ByteOrder ORDER = ByteOrder.nativeOrder();
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  // Operands as vectors: with a plain number each use would broadcast it anew, and the compiler
  // counts those nodes against its limit for inlining.
  private static final IntVector LOW_NIBBLE = IntVector.broadcast(I, 15);
  private static final IntVector HALF_FIELDS = IntVector.broadcast(I, 0x8FFFE000);
  private static final FloatVector HALF_BIAS = FloatVector.broadcast(F, 0x1p112f);

  private Lanes() {}

  /**
   * An address as it is, but with a range that the compiler knows: the bounds checks of loads from
   * there, and from there on by an int's multiple, fold away. Otherwise they are in every
   * iteration, or keep the compiler from unrolling.
   */
  static long at(long address) {
    return address & SPACE;
  }

  static FloatVector load(long address) {
    return FloatVector.fromMemorySegment(F, MEMORY, address, ORDER);
  }

  static IntVector loadInts(long address) {
    return IntVector.fromMemorySegment(I, MEMORY, address, ORDER);
  }

  static ShortVector loadShorts(long address) {
    return ShortVector.fromMemorySegment(S, MEMORY, address, ORDER);
  }

  /** The two shorts of the int at an address in every pair of lanes. */
  static ShortVector broadcastPair(long address) {
    return IntVector.broadcast(I, getInt(address)).reinterpretAsShorts();
  }

  static void store(ShortVector value, long address) {
    value.intoMemorySegment(MEMORY, address, ORDER);
  }

  static void store(IntVector value, long address) {
    value.intoMemorySegment(MEMORY, address, ORDER);
  }

  static void store(FloatVector value, long address) {
    value.intoMemorySegment(MEMORY, address, ORDER);
  }

  /** The float at an address in every lane. */
  static FloatVector broadcast(long address) {
    return FloatVector.broadcast(F, MEMORY.get(FLOAT, address));
  }

  static FloatVector zero() {
    return FloatVector.zero(F);
  }

  static float get(long address) {
    return MEMORY.get(FLOAT, address);
  }

  static int getInt(long address) {
    return MEMORY.get(ValueLayout.JAVA_INT_UNALIGNED, address);
  }

  static long getLong(long address) {
    return MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
  }

  static void setLong(long address, long value) {
    MEMORY.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
  }

  static void set(long address, float value) {
    MEMORY.set(FLOAT, address, value);
  }

  static void setInt(long address, int value) {
    MEMORY.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
  }

  /** The first {@code count} floats at an address, then zeroes; reads no further. */
  static FloatVector loadPart(long address, int count) {
    return FloatVector.fromMemorySegment(F, MEMORY, address, ORDER, F.indexInRange(0, count));
  }

  /** Stores the first {@code count} lanes. */
  static void storePart(FloatVector value, long address, int count) {
    value.intoMemorySegment(MEMORY, address, ORDER, F.indexInRange(0, count));
  }

  static void setShort(long address, short value) {
    MEMORY.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, value);
  }

  /** Copies whole floats, of which there are few: setting up a bulk copy would take longer. */
  static void copy(long from, long to, long bytes) {
    long whole = bytes & -BYTES;
    for (long i = 0; i < whole; i += BYTES) {
      store(load(from + i), to + i);
    }
    copyTail(from + whole, to + whole, bytes - whole);
  }

  /** As {@link #copy}, of less than a vector and without vector operations. */
  static void copyTail(long from, long to, long bytes) {
    for (long i = 0; i < bytes; i += Float.BYTES) {
      setInt(to + i, getInt(from + i));
    }
  }

  /** Zeroes whole vectors. */
  static void clear(long address, long bytes) {
    for (long at = address; at < address + bytes; at += BYTES) {
      store(zero(), at);
    }
  }

  /** The low four bits of each lane as floats. */
  static FloatVector nibble(IntVector codes) {
    return (FloatVector) codes.and(LOW_NIBBLE).convert(VectorOperators.I2F, 0);
  }

  /** The high four bits of each lane, signed, as floats. */
  static FloatVector signedNibble(IntVector codes) {
    return (FloatVector) codes.lanewise(VectorOperators.ASHR, 28).convert(VectorOperators.I2F, 0);
  }

  /** Byte {@code 3 - leftShift / 8} of each lane, signed, as floats. */
  static FloatVector signedByte(IntVector codes, int leftShift) {
    return (FloatVector)
        codes
            .lanewise(VectorOperators.LSHL, leftShift)
            .lanewise(VectorOperators.ASHR, 24)
            .convert(VectorOperators.I2F, 0);
  }

  /**
   * IEEE binary16 in the upper half of each lane as floats, exact for finite values: sign, exponent
   * and fraction move to their float places and the bias difference is a multiplication by 2^112,
   * which also normalises subnormals.
   */
  static FloatVector upperHalf(IntVector bits) {
    return bits.lanewise(VectorOperators.ASHR, 3)
        .and(HALF_FIELDS)
        .reinterpretAsFloats()
        .mul(HALF_BIAS);
  }

  /** As {@link #upperHalf} of the lower half. */
  static FloatVector lowerHalf(IntVector bits) {
    return upperHalf(bits.lanewise(VectorOperators.LSHL, 16));
  }
}
