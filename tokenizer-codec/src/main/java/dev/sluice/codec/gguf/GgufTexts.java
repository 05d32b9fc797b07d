package dev.sluice.codec.gguf;

import java.lang.foreign.MemorySegment;
import java.util.function.IntFunction;

/**
 * An array of strings that was checked and not read: a model's tokens and merges are most of a
 * header, and only its tokenizer wants them.
 *
 * @param start where the first string's length is
 */
record GgufTexts(MemorySegment file, long start, int count, String key) {
  /** Checks the lengths and passes the array. */
  static GgufTexts pass(GgufCursor in, MemorySegment file, String key, int count) {
    GgufTexts texts = new GgufTexts(file, in.position(), count, key);
    IntFunction<String> naming = naming(key);
    for (int i = 0; i < count; i++) {
      in.skipString(naming, i);
    }
    return texts;
  }

  String[] read() {
    return read(new GgufCursor(file, start), key, count);
  }

  static String[] read(GgufCursor in, String key, int count) {
    IntFunction<String> naming = naming(key);
    String[] values = new String[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readString(naming, i);
    }
    return values;
  }

  private static IntFunction<String> naming(String key) {
    return entry -> "entry " + entry + " of '" + key + "'";
  }
}
