package dev.sluice.codec.gguf;

/**
 * Where a tensor lies.
 *
 * @param dimensions innermost first, as GGUF stores them: a weight {@code [rows, columns]} has
 *     {@code {columns, rows}}
 * @param typeId ggml's number of the element type
 * @param offset from the start of the file, in bytes; lies within the file
 */
public record GgufTensor(String name, long[] dimensions, int typeId, long offset) {

  /** Product of the dimensions; was checked not to overflow. */
  public long elements() {
    long n = 1;
    for (long d : dimensions) {
      n *= d;
    }
    return n;
  }
}
