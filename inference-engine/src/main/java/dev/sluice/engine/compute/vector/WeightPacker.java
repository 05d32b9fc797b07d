package dev.sluice.engine.compute.vector;

import dev.sluice.engine.compute.HostTensors;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.GroupedCodes;
import dev.sluice.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Rearranges stored weights into {@link PackedWeight} panels, panels in parallel. */
final class WeightPacker {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private WeightPacker() {}

  static PackedWeight pack(Tensor stored, HostTensors memory, WorkerTeam team) {
    ElementType type = stored.type();
    int panels = PackedWeight.panels(stored.rows());
    long panelBytes = PackedWeight.panelBytes(type, stored.columns());
    MemorySegment packed =
        memory.take("weights", PackedWeight.LEAD_BYTES + panels * panelBytes + Scratch.TOUCH_BYTES);
    long base = packed.address() + PackedWeight.LEAD_BYTES;
    team.run((_, panel) -> packPanel(stored, panel, base + panel * panelBytes), panels);
    if (stored.data().isMapped()) {
      stored.data().unload(); // rearranged: the file's pages need not stay in memory
    }
    return new PackedWeight(stored.rows(), stored.columns(), type, packed, memory);
  }

  private static void packPanel(Tensor stored, int panel, long to) {
    int first = panel * Lanes.PANEL;
    int count = Math.min(Lanes.PANEL, stored.rows() - first);
    for (int lane = 0; lane < count; lane++) {
      long row = stored.offset(first + lane);
      switch (PackedWeight.formOf(stored.type())) {
        case FLOAT -> packFloats(stored, row, lane, to);
        case HALF, BRAIN -> packHalves(stored, row, lane, to);
        case NIBBLE, BYTE -> packGroups(stored, row, lane, to);
      }
    }
  }

  private static void packFloats(Tensor stored, long row, int lane, long to) {
    float[] values = new float[stored.columns()];
    Dequantizer.row(stored.type(), stored.data(), row, values, 0, values.length);
    for (int k = 0; k < values.length; k++) {
      Lanes.set(to + ((long) k * Lanes.PANEL + lane) * 4, values[k]);
    }
  }

  private static void packHalves(Tensor stored, long row, int lane, long to) {
    MemorySegment data = stored.data();
    for (int k = 0; k < stored.columns(); k += 2) {
      int low = Short.toUnsignedInt(data.get(SHORT, row + k * 2L));
      int high =
          k + 1 < stored.columns() ? Short.toUnsignedInt(data.get(SHORT, row + k * 2L + 2)) : 0;
      Lanes.setInt(to + ((long) k / 2 * Lanes.PANEL + lane) * 4, low | high << 16);
    }
  }

  private static void packGroups(Tensor stored, long row, int lane, long to) {
    ElementType type = stored.type();
    int group = GroupedCodes.groupSize(type);
    int groupsPerBlock = type.blockElements() / group;
    byte[] codes = new byte[type.blockElements()];
    float[] scales = new float[groupsPerBlock];
    float[] offsets = new float[groupsPerBlock];
    int recordBytes = PackedWeight.recordBytes(type);
    long record = to;
    long at = row;
    for (int k = 0; k < stored.columns(); k += type.blockElements()) {
      GroupedCodes.block(type, stored.data(), at, codes, 0, scales, offsets, 0);
      at += type.blockBytes();
      for (int g = 0; g < groupsPerBlock; g++) {
        long factors =
            PackedWeight.formOf(type) == PackedWeight.Form.NIBBLE
                ? putNibbles(codes, g * group, group, lane, record)
                : putBytes(codes, g * group, group, lane, record);
        putFactors(type, factors, lane, scales[g], offsets[g]);
        record += recordBytes;
      }
    }
  }

  private static void putFactors(
      ElementType type, long factors, int lane, float scale, float offset) {
    switch (PackedWeight.factorsOf(type)) {
      case FLOATS -> {
        Lanes.set(factors + lane * 4L, scale);
        if (GroupedCodes.hasOffset(type)) {
          Lanes.set(factors + (Lanes.PANEL + lane) * 4L, offset);
        }
      }
      case HALVES, CENTRED_HALVES -> {
        int vector = lane / Lanes.COUNT;
        long at = factors + (vector / 2 * Lanes.COUNT + lane % Lanes.COUNT) * 4L + vector % 2 * 2L;
        Lanes.setShort(at, Float.floatToFloat16(scale));
      }
      case HALF_PAIRS -> {
        Lanes.setShort(factors + lane * 4L, Float.floatToFloat16(scale));
        Lanes.setShort(factors + lane * 4L + 2, Float.floatToFloat16(offset));
      }
    }
  }

  private static long putNibbles(byte[] codes, int from, int group, int lane, long record) {
    for (int j = 0; j < group / 8; j++) {
      int packed = 0;
      for (int i = 7; i >= 0; i--) {
        packed = packed << 4 | codes[from + 8 * j + i];
      }
      Lanes.setInt(record + ((long) j * Lanes.PANEL + lane) * 4, packed);
    }
    return record + (long) group / 8 * Lanes.PANEL * 4;
  }

  private static long putBytes(byte[] codes, int from, int group, int lane, long record) {
    for (int j = 0; j < group / 4; j++) {
      int packed = 0;
      for (int i = 3; i >= 0; i--) {
        packed = packed << 8 | codes[from + 4 * j + i] & 255;
      }
      Lanes.setInt(record + ((long) j * Lanes.PANEL + lane) * 4, packed);
    }
    return record + (long) group / 4 * Lanes.PANEL * 4;
  }
}
