package dev.sluice.codec.bpe;

import java.util.Arrays;

/** A growing array of ids. */
final class IntList {
  private int[] values;
  private int size;

  IntList(int capacity) {
    values = new int[Math.max(capacity, 16)];
  }

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  void addAll(int[] more) {
    for (int value : more) {
      add(value);
    }
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
