package dev.sluice.inference.versions;

/**
 * What a version takes.
 *
 * @param weightsBytes in the backend's form
 * @param workingBytes of one step
 * @param contextBytes keys and values of one whole context
 * @param context tokens
 * @param machineBytes what the machine has left
 */
public record Footprint(
    long weightsBytes, long workingBytes, long contextBytes, int context, long machineBytes) {
  private static final long COMFORTABLE_TOKENS = 32_768;

  long fixedBytes() {
    return weightsBytes + workingBytes;
  }

  /** Keys and values of 32,768 tokens or four contexts, whichever is more, as an engine chooses. */
  long comfortableBytes() {
    long comfortable = Math.ceilDiv(contextBytes * COMFORTABLE_TOKENS, Math.max(1, context));
    return Math.max(4 * contextBytes, comfortable);
  }
}
