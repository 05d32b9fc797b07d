package dev.sluice.engine.schedule;

import dev.sluice.engine.cache.BlockTable;
import java.util.Arrays;

/**
 * One sequence of tokens as the scheduler sees it: what it consists of, how much of it is in the
 * key/value blocks, and which logits are still wanted of it. Owned by the engine thread once it was
 * given to a {@link Scheduler}.
 */
public class Sequence {
  /** Where a sequence is in its life. */
  enum State {
    NEW,
    WAITING,
    RUNNING,
    FINISHED
  }

  private final int promptLength;
  private final boolean scoresPrompt;
  private final String tenant;
  private final int priority;
  private final BlockTable blocks;
  private int[] tokens;
  private int length;
  private int computed;
  private int cachedTokens;
  private boolean admittedBefore;
  private State state = State.NEW;
  private long arrival;

  // Guessed tokens are at `length .. draftEnd` of `tokens` until the model has judged them.
  private final PromptLookup lookup = new PromptLookup();
  private final DraftCredit credit = new DraftCredit();
  private int draftEnd;

  /**
   * @param scoresPrompt the logits of every prompt token are wanted, not only those of the last
   * @param salt keeps cached prefixes apart, see {@link BlockTable}
   * @param tenant identity for fair sharing
   * @param priority lower runs first
   */
  protected Sequence(int[] prompt, boolean scoresPrompt, String salt, String tenant, int priority) {
    this.tokens = prompt.clone();
    this.length = prompt.length;
    this.promptLength = prompt.length;
    this.scoresPrompt = scoresPrompt;
    this.blocks = new BlockTable(salt);
    this.tenant = tenant == null ? "" : tenant;
    this.priority = priority;
  }

  /** Adds a generated token. */
  public final void append(int token) {
    ensureCapacity(length + 1);
    if (length < draftEnd && tokens[length] != token) {
      draftEnd = length;
    }
    tokens[length++] = token;
  }

  private void ensureCapacity(int wanted) {
    if (wanted > tokens.length) {
      tokens = Arrays.copyOf(tokens, wanted + Math.max(64, length / 2));
    }
  }

  /** Most tokens that are worth guessing ahead of the next one. */
  protected int mostDraftTokens() {
    return 0;
  }

  /**
   * Guesses the tokens that follow, see {@link PromptLookup}. The guess may run into itself, which
   * repeats what repeats.
   *
   * @param tokenCost see {@link DraftCredit#open}
   * @return tokens guessed, which {@link #token} gives at {@link #length} and after
   */
  final int draft(int most, double tokenCost) {
    int count = Math.min(credit.open(most, tokenCost), mostDraftTokens());
    int from = count > 0 ? lookup.find(tokens, length) : PromptLookup.NOT_FOUND;
    if (from == PromptLookup.NOT_FOUND) {
      return 0;
    }
    ensureCapacity(length + count);
    for (int i = 0; i < count; i++) {
      tokens[length + i] = tokens[from + i];
    }
    draftEnd = length + count;
    credit.drafted(count, tokenCost);
    return count;
  }

  /** Whether the token appended last was guessed right, so that the logits after it are there. */
  public final boolean isGuessed() {
    return length <= draftEnd;
  }

  final void confirm() {
    computed++;
    credit.confirmed();
  }

  /** A token of the sequence, or one guessed in this step. */
  public final int token(int position) {
    return tokens[position];
  }

  /** Prompt and generated tokens. */
  public final int length() {
    return length;
  }

  public final int promptLength() {
    return promptLength;
  }

  /** Tokens whose keys and values are in the blocks. */
  public final int computed() {
    return computed;
  }

  /** Prompt tokens that the prefix cache had when the sequence first ran. */
  public final int cachedTokens() {
    return cachedTokens;
  }

  /** Whether it ever ran. */
  public final boolean wasAdmitted() {
    return admittedBefore;
  }

  public final boolean isFinished() {
    return state == State.FINISHED;
  }

  public final BlockTable blocks() {
    return blocks;
  }

  public final boolean scoresPrompt() {
    return scoresPrompt;
  }

  /**
   * Prompt tokens that have been scored so far: the first position whose logits a scoring sequence
   * still wants. It outlives a preemption, so that nothing is scored twice.
   */
  protected int scored() {
    return 0;
  }

  /**
   * First position whose logits are wanted; all later ones are wanted as well. The prefix cache may
   * cover positions before it only.
   */
  public final int logitsFrom() {
    return scoresPrompt && scored() < promptLength - 1 ? scored() : length - 1;
  }

  final int remaining() {
    return length - computed;
  }

  /** Whether only the token generated last is missing from the blocks. */
  final boolean isDecoding() {
    return remaining() == 1 && computed >= promptLength;
  }

  final int[] tokens() {
    return tokens;
  }

  final String tenant() {
    return tenant;
  }

  final int priority() {
    return priority;
  }

  final long arrival() {
    return arrival;
  }

  final void arriveAs(long number) {
    arrival = number;
  }

  final State state() {
    return state;
  }

  final void enter(State next) {
    state = next;
  }

  final void startAt(int cached) {
    computed = cached;
    if (!admittedBefore) {
      admittedBefore = true;
      cachedTokens = Math.min(cached, promptLength);
    }
  }

  final void advance(int count) {
    computed += count;
  }

  final void restart() {
    computed = 0;
  }
}
