package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * SentencePiece scores from ranked merges: a token scores minus its place among the tokens in the
 * order in which merges first make them, so that reading the scores ranks the merges the same.
 */
final class MergeScores {
  /** As SentencePiece writes it for tokens that no merge makes. */
  private static final float NEVER = -1e9f;

  private MergeScores() {}

  static float[] of(JsonNode model, String[] texts, int size) {
    JsonNode merges = model.path("merges");
    if (merges.isEmpty()) {
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
    for (JsonNode merge : merges) {
      int id = ids.getOrDefault(joined(merge), -1);
      if (id >= 0 && scores[id] == NEVER) {
        scores[id] = next--;
      }
    }
    return scores;
  }

  private static String joined(JsonNode merge) {
    if (merge.isString()) {
      return merge.asString().replaceFirst(" ", "");
    }
    return merge.path(0).asString("") + merge.path(1).asString("");
  }
}
