package dev.sluice.engine.compute;

import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.util.List;

/**
 * Keys and values of one layer, in blocks of {@link #BLOCK_TOKENS} positions. Keys are {@code
 * [blocks, kvHeads, headDim, 16]}, so that one vector holds one component of 16 positions and
 * scores need no horizontal sums; values are {@code [blocks, kvHeads, 16, headDim]}. A backend that
 * keeps halves may order them otherwise.
 */
public record KvCache(Tensor keys, Tensor values, int kvHeads, int headDim) {
  /** Positions per block. */
  public static final int BLOCK_TOKENS = 16;

  /** What keys and values can be kept in, where a backend leaves the choice. */
  public static final List<ElementType> TYPES = List.of(ElementType.F32, ElementType.F16);

  /**
   * Of {@code -DPROPERTY=f16} or {@code f32}, which it is when nothing is said.
   *
   * @throws BackendUnavailableException for any other
   */
  public static ElementType configuredType(String property) {
    String named = System.getProperty(property, "f32");
    return TYPES.stream()
        .filter(type -> type.name().equalsIgnoreCase(named))
        .findFirst()
        .orElseThrow(
            () ->
                new BackendUnavailableException(
                    "%s is '%s'; keys and values can be f32 or f16".formatted(property, named)));
  }

  /** Floats of one head in one block. */
  public int headFloats() {
    return BLOCK_TOKENS * headDim;
  }

  /** Float index of a block's head. */
  public long headStart(int block, int kvHead) {
    return ((long) block * kvHeads + kvHead) * headFloats();
  }
}
