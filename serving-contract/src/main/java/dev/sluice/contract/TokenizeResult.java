package dev.sluice.contract;

import java.util.List;

/**
 * The tokenizer service's answer.
 *
 * @param ids empty for a count or a decode
 * @param tokens each id's own text, for {@code /tokenize} clients that ask for it; may be empty
 * @param count number of ids
 * @param text the rendered prompt or the decoded text, null for an encode
 * @param tokenizerDigest which tokenizer made the ids
 * @param blockHashes rolling hashes of the prompt's full {@link #BLOCK_TOKENS}-token blocks, for
 *     cache-aware routing
 * @param contextLength of the model
 */
public record TokenizeResult(
    int[] ids,
    List<String> tokens,
    int count,
    String text,
    String tokenizerDigest,
    long[] blockHashes,
    int contextLength) {

  /** Tokens per block of the rolling hashes, equal to the engine's cache block. */
  public static final int BLOCK_TOKENS = 16;
}
