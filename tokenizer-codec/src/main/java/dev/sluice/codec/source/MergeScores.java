package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * SentencePiece scores from ranked merges: a token scores minus its place among the tokens in the
 * order in which merges first make them, so that reading the scores ranks the merges the same.
 */
final class MergeScores {
  /** As SentencePiece writes it for tokens that no merge makes. */
  private static final float NEVER = -1e9f;

  private MergeScores() {}

  static float[] of(BpeParts parts, String[] texts, int size) {
    if (parts.lefts().length == 0) {
      throw new TokenizerException("a vocabulary without merges has no scores");
    }
    Map<String, Integer> ids = HashMap.newHashMap(texts.length);
    for (int id = 0; id < texts.length; id++) {
      if (texts[id] != null) {
        ids.put(texts[id], id);
      }
    }
    float[] scores = new float[size];
    Arrays.fill(scores, NEVER);
    float next = 0;
    for (int rank = 0; rank < parts.lefts().length; rank++) {
      String union = parts.texts()[parts.lefts()[rank]] + parts.texts()[parts.rights()[rank]];
      int id = ids.getOrDefault(union, -1);
      if (id >= 0 && scores[id] == NEVER) {
        scores[id] = next--;
      }
    }
    return scores;
  }
}
