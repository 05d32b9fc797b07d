package dev.sluice.tokenizer.text;

import dev.sluice.contract.TokenizeResult;

/**
 * Rolling hashes of a prompt's full blocks: the hash of block {@code i} covers all ids up to its
 * end, so that two prompts agree in their first {@code n} hashes exactly when they share {@code n}
 * blocks (up to collisions, which cost a routing hint and nothing else). The mixer is the finaliser
 * of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
 */
final class BlockHashes {
  private BlockHashes() {}

  /**
   * @param tokenizerDigest keeps prompts of different tokenizers apart
   */
  static long[] of(int[] ids, String tokenizerDigest) {
    long[] hashes = new long[ids.length / TokenizeResult.BLOCK_TOKENS];
    long hash = mix(tokenizerDigest.hashCode());
    for (int block = 0; block < hashes.length; block++) {
      int start = block * TokenizeResult.BLOCK_TOKENS;
      for (int i = start; i < start + TokenizeResult.BLOCK_TOKENS; i++) {
        hash = mix(hash + 0x9E3779B97F4A7C15L + ids[i]);
      }
      hashes[block] = hash;
    }
    return hashes;
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
