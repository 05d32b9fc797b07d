package dev.sluice.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which consecutive layers each of several backends has.
 *
 * @param ends one past the last layer of each
 */
record LayerSplit(List<Integer> ends) {

  /** All layers on one backend. */
  static LayerSplit whole(int layers) {
    return new LayerSplit(List.of(layers));
  }

  /** Each layer on a backend of its own. */
  static LayerSplit each(int layers) {
    return new LayerSplit(IntStream.rangeClosed(1, layers).boxed().toList());
  }

  /**
   * So that each backend fills up as far as the others do, and has a layer at least.
   *
   * @param layerBytes what each layer takes; the last one with what comes after it
   * @param freeBytes what each backend has; at most as many as there are layers
   */
  static LayerSplit byMemory(long[] layerBytes, long[] freeBytes) {
    double scale = (double) sum(layerBytes) / sum(freeBytes);
    List<Integer> ends = new ArrayList<>();
    int end = 0;
    double taken = 0;
    double wanted = 0;
    for (int i = 0; i < freeBytes.length - 1; i++) {
      wanted += freeBytes[i] * scale;
      int least = end + 1;
      int most = layerBytes.length - (freeBytes.length - 1 - i);
      while (end < least || end < most && taken + layerBytes[end] / 2.0 <= wanted) {
        taken += layerBytes[end++];
      }
      ends.add(end);
    }
    ends.add(layerBytes.length);
    return new LayerSplit(List.copyOf(ends));
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }

  int parts() {
    return ends.size();
  }

  int from(int part) {
    return part == 0 ? 0 : ends.get(part - 1);
  }

  int to(int part) {
    return ends.get(part);
  }

  /** Such as {@code layers 0 to 11}. */
  String describe(int part) {
    return "layers %d to %d".formatted(from(part), to(part) - 1);
  }
}
