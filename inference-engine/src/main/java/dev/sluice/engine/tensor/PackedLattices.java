package dev.sluice.engine.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * The codebooks of the IQ formats as they are packed: 16 bits for a point of eight values (two bits
 * each) or four (four bits each), the first one lowest. {@code lattices.NOTICE.txt} beside the
 * resource says where the numbers come from and what the bits stand for.
 */
public final class PackedLattices {
  private static final Map<ElementType, short[]> POINTS = new EnumMap<>(ElementType.class);

  static {
    try (InputStream in = PackedLattices.class.getResourceAsStream("lattices.bin")) {
      POINTS.put(ElementType.IQ2_XXS, read(in, 256));
      POINTS.put(ElementType.IQ2_XS, read(in, 512));
      POINTS.put(ElementType.IQ2_S, read(in, 1024));
      POINTS.put(ElementType.IQ1_S, read(in, 2048));
      POINTS.put(ElementType.IQ1_M, POINTS.get(ElementType.IQ1_S));
      POINTS.put(ElementType.IQ3_XXS, read(in, 256));
      POINTS.put(ElementType.IQ3_S, read(in, 512));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PackedLattices() {}

  private static short[] read(InputStream in, int count) throws IOException {
    short[] points = new short[count];
    for (int i = 0; i < count; i++) {
      points[i] = (short) (in.read() | in.read() << 8);
    }
    return points;
  }

  /** A type's points; none where it has no codebook. */
  public static short[] points(ElementType type) {
    return POINTS.getOrDefault(type, new short[0]).clone();
  }
}
