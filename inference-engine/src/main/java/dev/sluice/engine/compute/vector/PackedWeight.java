package dev.sluice.engine.compute.vector;

import dev.sluice.engine.compute.HostTensors;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.GroupedCodes;
import java.lang.foreign.MemorySegment;

/**
 * A weight in panels of {@link Lanes#PANEL} rows. Within a panel, by form ({@code P} rows, lanes
 * are rows):
 *
 * <ul>
 *   <li>{@code FLOAT}: {@code [columns, P]} floats.
 *   <li>{@code HALF}, {@code BRAIN}: {@code [ceil(columns / 2), P]} ints, an even column in the
 *       lower half and the next one in the upper half.
 *   <li>{@code NIBBLE}: per group of 32 columns a record: {@code [4, P]} ints of eight codes each,
 *       lowest bits first, then factors. Codes are as stored, 0..15; those of Q4_0, which has no
 *       offset then, are eight less and in two's complement, -8..7.
 *   <li>{@code NIBBLE} when inputs are rounded: per group of 32 columns a record: {@code [8, P]}
 *       shorts of four codes each, lowest bits first, the first vector of rows in the lower halves
 *       of a vector of ints, the second one in the upper halves, likewise the third and fourth;
 *       then factors.
 *   <li>{@code BYTE}: per group of 16 or 32 columns a record: {@code [group / 4, P]} ints of four
 *       signed codes each, then factors.
 * </ul>
 *
 * <p>A record's factors, by {@link Factors}: {@code P} float scales and, where the type has
 * offsets, as many offsets; or binary16 scales, those of the first vector of rows in the lower
 * halves of a vector of ints, those of the second in the upper halves, likewise the third and
 * fourth; or {@code P} ints of a binary16 scale below and a binary16 offset above. Float offsets of
 * rounded weights go with centred codes, eight less than stored.
 *
 * <p>Rows beyond the weight's are zero.
 */
final class PackedWeight implements Weight {
  /** How codes lie in a panel. */
  enum Form {
    FLOAT,
    HALF,
    BRAIN,
    NIBBLE,
    BYTE
  }

  /** What is taken off nibbles where they count as centred: in Q4_0, and with rounded inputs. */
  static final int CENTRE = 8;

  /**
   * Columns after which a single token's factors follow. The hardware brings the lines of factors
   * with those of the codes around them, but a core drops them when it comes back too late; fewer
   * groups cost more calls. Chosen by decode rates.
   */
  static final int STREAMED_COLUMNS = 6 * PackedInput.CHUNK;

  /** Three quarters of a first-level cache of 32 KiB; chosen by decode rates. */
  private static final int SEGMENT_BYTES = 24 * 1024;

  /** How a group's scale and offset are kept: as the stored format has them, if it has halves. */
  enum Factors {
    FLOATS,
    HALVES,
    HALF_PAIRS
  }

  private final int rows;
  private final int columns;
  private final ElementType type;
  private final Form form;
  private final int group;
  private final Factors factors;
  private final int recordBytes;
  private final int segmentColumns;
  private final Outlined product;
  private final Outlined groupTotals;
  private final MemorySegment panels;
  private final HostTensors memory;
  private final boolean isRounded;

  /**
   * @param memory where the panels go back to, or null when they are somebody else's
   * @param rounds whether inputs are rounded where that is possible
   */
  PackedWeight(
      int rows,
      int columns,
      ElementType type,
      MemorySegment panels,
      HostTensors memory,
      boolean rounds) {
    this.rows = rows;
    this.columns = columns;
    this.type = type;
    this.form = formOf(type);
    this.group = groupOf(type);
    this.factors = factorsOf(type);
    this.recordBytes = group == 0 ? 0 : recordBytes(type);
    this.isRounded = rounds && isRoundable(type);
    this.panels = panels;
    long chunkBytes = panelBytes(type, PackedInput.CHUNK);
    long chunks = Math.clamp(SEGMENT_BYTES / chunkBytes, 1, Scratch.SEGMENT_GROUPS / 2);
    this.product = PanelProduct.kernel(this);
    this.groupTotals = group == 0 ? null : GroupTotals.kernel(this);
    this.segmentColumns = Math.toIntExact(chunks) * PackedInput.CHUNK;
    this.memory = memory;
  }

  /** Whether {@link IntegerProduct} or {@link PairProduct} can multiply it. */
  static boolean isRoundable(ElementType type) {
    return formOf(type) == Form.NIBBLE || isPaired(type);
  }

  private static boolean isPaired(ElementType type) {
    return type == ElementType.Q5_0 || type == ElementType.Q6_K;
  }

  static Form formOf(ElementType type) {
    if (GroupedCodes.groupSize(type) != 0) {
      return GroupedCodes.isNibble(type) ? Form.NIBBLE : Form.BYTE;
    }
    return switch (type) {
      case F16 -> Form.HALF;
      case BF16 -> Form.BRAIN;
      default -> Form.FLOAT;
    };
  }

  private static int groupOf(ElementType type) {
    return GroupedCodes.groupSize(type);
  }

  static Factors factorsOf(ElementType type) {
    return switch (type) {
      case Q8_0, Q5_0, Q4_0 -> Factors.HALVES;
      case Q4_1, Q5_1 -> Factors.HALF_PAIRS;
      default -> Factors.FLOATS;
    };
  }

  /** Whether codes are packed as stored, with offsets. */
  static boolean hasOffsets(ElementType type) {
    return GroupedCodes.hasOffset(type) && type != ElementType.Q4_0;
  }

  /** Whether nibbles are signed where inputs are not rounded. */
  static boolean isSignedNibble(ElementType type) {
    return formOf(type) == Form.NIBBLE && !hasOffsets(type);
  }

  /** Bytes per row of a group. */
  private static int factorBytes(ElementType type) {
    return switch (factorsOf(type)) {
      case FLOATS -> hasOffsets(type) ? 2 * Float.BYTES : Float.BYTES;
      case HALVES -> Short.BYTES;
      case HALF_PAIRS -> 2 * Short.BYTES;
    };
  }

  static int recordBytes(ElementType type) {
    int codes = formOf(type) == Form.NIBBLE ? groupOf(type) / 2 : groupOf(type);
    return Lanes.PANEL * (codes + factorBytes(type));
  }

  static long panelBytes(ElementType type, int columns) {
    return switch (formOf(type)) {
      case FLOAT -> (long) columns * Lanes.PANEL * Float.BYTES;
      case HALF, BRAIN -> (columns + 1L) / 2 * Lanes.PANEL * Integer.BYTES;
      case NIBBLE, BYTE -> (long) columns / groupOf(type) * recordBytes(type);
    };
  }

  /** With what kernels may read behind the panels. */
  static long bytes(ElementType type, int rows, int columns) {
    return panels(rows) * panelBytes(type, columns) + Scratch.TOUCH_BYTES;
  }

  static int panels(int rows) {
    return Math.ceilDiv(rows, Lanes.PANEL);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public ElementType type() {
    return type;
  }

  Form form() {
    return form;
  }

  /** Whether {@link IntegerProduct} or {@link PairProduct} multiplies it. */
  boolean isRounded() {
    return isRounded;
  }

  /** Whether {@link PairProduct} multiplies it. */
  boolean isPaired() {
    return isRounded && isPaired(type);
  }

  /** Columns per scale; 0 for the float forms. */
  int group() {
    return group;
  }

  /** Whether each group has offsets after its scales. */
  boolean hasOffsets() {
    return hasOffsets(type);
  }

  int recordBytes() {
    return recordBytes;
  }

  Factors factors() {
    return factors;
  }

  /** Bytes of a group's codes; its factors follow. */
  int groupCodeBytes() {
    return Lanes.PANEL * (form == Form.NIBBLE ? group / 2 : group);
  }

  int panels() {
    return panels(rows);
  }

  long panel(int index) {
    return panels.address() + index * panelBytes(type, columns);
  }

  /** Everything, as {@link #bytes(ElementType, int, int)} counts it. */
  MemorySegment memory() {
    return panels;
  }

  /** Where the codes of a panel's columns from {@code column} on begin, a multiple of the group. */
  long codes(int panel, int column) {
    return panel(panel) + codeBytes(column);
  }

  /** Bytes of that many columns of a panel, a multiple of the group or the last. */
  long codeBytes(int count) {
    return panelBytes(type, count);
  }

  /** What multiplies a panel's segment. */
  Outlined product() {
    return product;
  }

  /** What adds a segment's group sums to the totals; null for the float forms. */
  Outlined groupTotals() {
    return groupTotals;
  }

  /** Columns that are fetched from memory together. */
  int segmentColumns() {
    return segmentColumns;
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.release(panels);
    }
  }
}
