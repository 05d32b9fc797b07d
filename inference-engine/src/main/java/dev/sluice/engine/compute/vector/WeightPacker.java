package dev.sluice.engine.compute.vector;

import dev.sluice.engine.compute.HostTensors;
import dev.sluice.engine.tensor.CodeWords;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.GroupedCodes;
import dev.sluice.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Rearranges stored weights into {@link PackedWeight} panels, panels in parallel. */
final class WeightPacker {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Makes of eight nibbles 0..15 two's complements of eight less. */
  private static final int CENTRED = 0x88888888;

  private WeightPacker() {}

  /**
   * @param rounds see {@link PackedWeight}
   */
  static PackedWeight pack(Tensor stored, HostTensors memory, WorkerTeam team, boolean rounds) {
    ElementType type = stored.type();
    int panels = PackedWeight.panels(stored.rows());
    long panelBytes = PackedWeight.panelBytes(type, stored.columns());
    MemorySegment packed =
        memory.take("weights", PackedWeight.bytes(type, stored.rows(), stored.columns()));
    long base = packed.address();
    boolean centred = rounds && PackedWeight.formOf(type) == PackedWeight.Form.NIBBLE;
    team.run((_, panel) -> packPanel(stored, panel, base + panel * panelBytes, centred), panels);
    if (stored.data().isMapped()) {
      stored.data().unload(); // rearranged: the file's pages need not stay in memory
    }
    return new PackedWeight(stored.rows(), stored.columns(), type, packed, memory, rounds);
  }

  private static void packPanel(Tensor stored, int panel, long to, boolean centred) {
    int first = panel * Lanes.PANEL;
    int count = Math.min(Lanes.PANEL, stored.rows() - first);
    switch (PackedWeight.formOf(stored.type())) {
      case FLOAT -> packFloats(stored, first, count, to);
      case HALF, BRAIN -> packHalves(stored, first, count, to);
      case NIBBLE, BYTE -> packGroups(stored, first, count, to, centred);
    }
  }

  private static void packFloats(Tensor stored, int first, int count, long to) {
    float[] values = new float[stored.columns()];
    for (int lane = 0; lane < count; lane++) {
      long row = stored.offset(first + lane);
      Dequantizer.row(stored.type(), stored.data(), row, values, 0, values.length);
      for (int k = 0; k < values.length; k++) {
        Lanes.set(to + ((long) k * Lanes.PANEL + lane) * 4, values[k]);
      }
    }
  }

  private static void packHalves(Tensor stored, int first, int count, long to) {
    MemorySegment data = stored.data();
    int pairs = stored.columns() / 2;
    for (int lane = 0; lane < count; lane++) {
      long row = stored.offset(first + lane);
      for (int k = 0; k < pairs; k++) {
        Lanes.setInt(to + ((long) k * Lanes.PANEL + lane) * 4, data.get(INT, row + k * 4L));
      }
      if (stored.columns() % 2 != 0) {
        int last = Short.toUnsignedInt(data.get(SHORT, row + pairs * 4L));
        Lanes.setInt(to + ((long) pairs * Lanes.PANEL + lane) * 4, last);
      }
    }
  }

  private static void packGroups(Tensor stored, int first, int count, long to, boolean centred) {
    ElementType type = stored.type();
    CodeWords block = new CodeWords(type);
    int group = GroupedCodes.groupSize(type);
    int groups = type.blockElements() / group;
    int words = group / CodeWords.codesPerWord(type);
    int recordBytes = PackedWeight.recordBytes(type);
    int codeBytes = words * Lanes.PANEL * Integer.BYTES;
    int signs = PackedWeight.isSignedNibble(type) ? CENTRED : 0;
    boolean factorsAreFloats = PackedWeight.factorsOf(type) == PackedWeight.Factors.FLOATS;
    for (int lane = 0; lane < count; lane++) {
      long from = stored.offset(first + lane);
      long record = to;
      for (int k = 0; k < stored.columns(); k += type.blockElements()) {
        block.read(stored.data(), from);
        from += type.blockBytes();
        for (int g = 0; g < groups; g++) {
          float scale = block.scale(g);
          float offset = block.offset(g);
          if (centred) {
            putHalfWords(block, g * words, words, record, lane);
            offset = factorsAreFloats ? Math.fma(PackedWeight.CENTRE, scale, offset) : offset;
          } else {
            putWords(block, g * words, words, signs, record, lane);
          }
          putFactors(type, record + codeBytes, lane, scale, offset);
          record += recordBytes;
        }
      }
    }
  }

  /**
   * @param signs bits that are turned around
   */
  private static void putWords(
      CodeWords block, int first, int count, int signs, long record, int lane) {
    long at = record + lane * 4L;
    for (int i = first; i < first + count; i++) {
      Lanes.setInt(at, block.word(i) ^ signs);
      at += Lanes.PANEL * 4L;
    }
  }

  /** Four codes at a time, for kernels whose lanes are 16 bits. */
  private static void putHalfWords(CodeWords block, int first, int count, long record, int lane) {
    long at = record + halfOf(lane);
    for (int i = first; i < first + count; i++) {
      Lanes.setShort(at, (short) block.word(i));
      Lanes.setShort(at + Lanes.PANEL * 2L, (short) (block.word(i) >>> 16));
      at += Lanes.PANEL * 4L;
    }
  }

  /** Where a row's 16 bits are among those of a panel. */
  private static long halfOf(int lane) {
    int vector = lane / Lanes.COUNT;
    return (vector / 2 * Lanes.COUNT + lane % Lanes.COUNT) * 4L + vector % 2 * 2L;
  }

  private static void putFactors(
      ElementType type, long factors, int lane, float scale, float offset) {
    switch (PackedWeight.factorsOf(type)) {
      case FLOATS -> {
        Lanes.set(factors + lane * 4L, scale);
        if (PackedWeight.hasOffsets(type)) {
          Lanes.set(factors + (Lanes.PANEL + lane) * 4L, offset);
        }
      }
      case HALVES -> Lanes.setShort(factors + halfOf(lane), Float.floatToFloat16(scale));
      case HALF_PAIRS -> {
        Lanes.setShort(factors + lane * 4L, Float.floatToFloat16(scale));
        Lanes.setShort(factors + lane * 4L + 2, Float.floatToFloat16(offset));
      }
    }
  }
}
