package dev.sluice.standalone.measure;

import dev.sluice.codec.Tokenizer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Makes the prompts of the passkey test (Mohtashami and Jaggi, arXiv 2305.16300, section 4.2;
 * Position Interpolation, arXiv 2306.15595, figure 3): a task, filler, the key, filler, the
 * question. Plain text without a chat template. The filler is cut at a token, not at a word, so
 * that prompt and distance have exactly the length that was asked for; the filler before the key
 * starts the same way in every prompt.
 */
final class PasskeyPrompts {
  /** Room for the answer behind the prompt: five digits of a token each, a space, one more. */
  static final int ANSWER_TOKENS = 8;

  private static final String TASK =
      "There is an important info hidden inside a lot of irrelevant text. Find it and memorize"
          + " them. I will quiz you about the important information there.\n";
  private static final String FILLER =
      "The grass is green. The sky is blue. The sun is yellow. Here we go. There and back again. ";
  private static final String KEY = "\nThe pass key is %s. Remember it. %s is the pass key.\n";
  private static final String QUESTION = "\nWhat is the pass key? The pass key is";

  private final Tokenizer tokenizer;
  private final int promptTokens;
  private final int[] task;
  private final int[] filler;
  private final int[] question;

  /**
   * @param context tokens of prompt and answer
   */
  PasskeyPrompts(Tokenizer tokenizer, int context) {
    this.tokenizer = tokenizer;
    this.promptTokens = context - ANSWER_TOKENS;
    this.task = tokenizer.encode(TASK, true);
    this.filler = continuation(FILLER, FILLER);
    this.question = continuation(FILLER, QUESTION);
  }

  /** Shortest distance of a key: nothing but the question after it. */
  int shortestDistance(String key) {
    return keyIds(key).length + question.length;
  }

  /** Longest distance: the key comes straight after the task. */
  int longestDistance() {
    return promptTokens - task.length;
  }

  PasskeyPrompt prompt(String key, int distance) {
    int[] keyIds = keyIds(key);
    int before = promptTokens - task.length - distance;
    int after = distance - keyIds.length - question.length;
    if (before < 0 || after < 0) {
      throw new MeasureException(
          "A distance of "
              + distance
              + " is not possible: in this context it is "
              + shortestDistance(key)
              + " to "
              + longestDistance()
              + " tokens.");
    }
    int[] ids = new int[promptTokens];
    int at = append(task, ids, 0);
    at = fill(ids, at, before);
    at = append(keyIds, ids, at);
    at = fill(ids, at, after);
    append(question, ids, at);
    return new PasskeyPrompt(key, distance, ids, continuation(QUESTION, " " + key));
  }

  private int[] keyIds(String key) {
    return continuation(FILLER, KEY.formatted(key, key));
  }

  private static int append(int[] piece, int[] ids, int at) {
    System.arraycopy(piece, 0, ids, at, piece.length);
    return at + piece.length;
  }

  private int fill(int[] ids, int at, int count) {
    for (int i = 0; i < count; i++) {
      ids[at + i] = filler[i % filler.length];
    }
    return at + count;
  }

  /**
   * The ids that a text has after another one. Alone it might start otherwise, such as with the
   * space that SentencePiece puts before a text.
   */
  private int[] continuation(String before, String text) {
    int[] first = tokenizer.encode(before, false);
    int[] both = tokenizer.encode(before + text, false);
    boolean isCleanCut =
        both.length > first.length
            && IntStream.range(0, first.length).allMatch(i -> first[i] == both[i]);
    return isCleanCut
        ? Arrays.copyOfRange(both, first.length, both.length)
        : tokenizer.encode(text, false);
  }
}
