package dev.sluice.engine.schedule;

import dev.sluice.engine.cache.BlockPool;
import dev.sluice.engine.cache.PrefixCache;
import dev.sluice.engine.schedule.Sequence.State;
import java.util.ArrayList;
import java.util.List;

/**
 * Continuous batching over a paged cache. Every step is planned anew:
 *
 * <ol>
 *   <li>each running sequence that decodes gets its one token, the most senior first;
 *   <li>what is left of the budget goes to prompts in chunks, those that run already before new
 *       ones. Beside decoding streams a chunk is limited, by number or by {@linkplain ChunkPace
 *       time}, so that a long prompt slows them evenly instead of stopping them once; except in a
 *       {@linkplain PromptBurst burst} of prompts, when few decode;
 *   <li>a sequence is admitted only with blocks for all its tokens so far and one block to spare
 *       for each running one;
 *   <li>what is left then may go to guessed tokens of decoding sequences: rows that the step
 *       computes with the others, and that spare a later step where the guess was right. They take
 *       neither budget nor blocks from anybody, and tenants are charged for right ones only.
 * </ol>
 *
 * <p>Seniority is priority, then arrival. A decoding sequence that finds no block takes those of
 * the least senior running one, which may be itself: the victim returns to the front of the queue
 * with all its tokens and is later computed again as if they were a prompt; since a token's result
 * does not depend on how it was computed, nobody can tell. The most senior sequence therefore
 * always finds blocks, and as no sequence is accepted that {@linkplain #fits alone exceeds the
 * pool}, everything ends.
 *
 * <p>Owned by the engine thread.
 */
public final class Scheduler<S extends Sequence> {
  /**
   * What a step costs beside its rows, in rows: the time to read the weights. With SmolLM2-135M in
   * Q8_0 on two cores 4 rows took 1.15 times as long as one, 8 rows 1.7 times, 16 rows 2.9 times. A
   * value that is off makes guesses too rare or too many, never wrong.
   */
  private static final double FIXED_COST_ROWS = 6;

  private final SchedulerLimits limits;
  private final BlockPool pool;
  private final PrefixCache prefixes;
  private final QueueGate gate;
  private final FairShare shares = new FairShare();
  private final WaitingQueue<S> waiting = new WaitingQueue<>(shares);
  private final List<S> running = new ArrayList<>(); // most senior first
  private final StepPlan<S> plan;
  private final ChunkPace pace;
  private final PromptBurst burst = new PromptBurst();
  private int promptTokens; // of the plan
  private int decoding; // sequences of the plan
  private long arrivals;
  private long preemptions;

  public Scheduler(SchedulerLimits limits, BlockPool pool, PrefixCache prefixes, QueueGate gate) {
    this.limits = limits;
    this.pool = pool;
    this.prefixes = prefixes;
    this.gate = gate;
    this.plan = new StepPlan<>(limits.maxRunning());
    this.pace = new ChunkPace(limits.maxBatchTokens());
  }

  /** Whether a sequence that grows to so many tokens can run at all. */
  public static boolean fits(int tokens, int blockCount) {
    return BlockPool.blocksFor(tokens) <= blockCount;
  }

  /** Queues a sequence that has {@linkplain QueueGate#tryEnter entered} the queue's gate. */
  public void submit(S sequence) {
    sequence.arriveAs(arrivals++);
    sequence.enter(State.WAITING);
    shares.join(sequence.tenant());
    waiting.add(sequence);
  }

  /** Plans the next step. The plan is valid until the next call and empty when nothing is to do. */
  public StepPlan<S> schedule() {
    plan.clear();
    decode();
    decoding = plan.size();
    int left = limits.maxBatchTokens() - plan.tokens();
    int budget = Math.min(left, chunkTokens());
    int prefill = admit(continuePrompts(budget));
    promptTokens = budget - prefill;
    if (limits.maxDraftTokens() > 0) {
      speculate(prefill);
    }
    return plan;
  }

  private int chunkTokens() {
    if (limits.prefillChunkTokens() > 0) {
      return decoding > 0 ? limits.prefillChunkTokens() : limits.maxBatchTokens();
    }
    int admissible = Math.min(waiting.size(), limits.maxRunning() - running.size());
    long pause = burst.nanos(decoding, running.size() - decoding + admissible);
    return pause > 0 ? pace.tokensIn(pause) : pace.tokens();
  }

  /** The step that was planned last took so long. */
  public void stepped(long nanos) {
    if (decoding == 0) {
      pace.prompted(promptTokens, nanos);
    } else if (promptTokens > 0) {
      pace.mixed(promptTokens, nanos);
      burst.mixed(nanos);
    } else {
      pace.decoded(nanos);
    }
  }

  private void decode() {
    for (int i = 0; i < running.size(); i++) {
      S sequence = running.get(i);
      if (sequence.isDecoding() && holdsBlocks(sequence)) {
        add(sequence, 1);
      }
    }
  }

  /** Gets the sequence room for its newest token, if need be at the expense of junior ones. */
  private boolean holdsBlocks(S sequence) {
    while (!sequence.blocks().grow(pool, sequence.length())) {
      S victim = running.getLast();
      preempt(victim);
      if (victim == sequence) {
        return false;
      }
    }
    return true;
  }

  private void preempt(S victim) {
    running.remove(victim);
    victim.blocks().release(pool);
    victim.restart();
    victim.enter(State.WAITING);
    waiting.add(victim);
    preemptions++;
  }

  private int continuePrompts(int budget) {
    int left = budget;
    for (int i = 0; i < running.size() && left > 0; i++) {
      S sequence = running.get(i);
      if (!sequence.isDecoding()) {
        left -= addChunk(sequence, left);
      }
    }
    return left;
  }

  private int admit(int budget) {
    int left = budget;
    while (left > 0 && running.size() < limits.maxRunning() && waiting.size() > 0) {
      S next = waiting.next();
      boolean first = !next.wasAdmitted();
      if (!takeBlocks(next)) {
        break;
      }
      if (first) {
        gate.leave(next.promptLength());
      }
      running.add(seniority(next), next);
      next.enter(State.RUNNING);
      left -= addChunk(next, left);
    }
    return left;
  }

  /** Guesses as long as tokens and rows of logits are left. */
  private void speculate(int budget) {
    int left = Math.min(budget, limits.maxLogitRows() - plan.logitRows());
    double tokenCost = plan.tokens() / (plan.tokens() + FIXED_COST_ROWS);
    for (int chunk = 0; chunk < plan.size() && left > 0; chunk++) {
      S sequence = plan.sequence(chunk);
      if (sequence.isDecoding()) {
        int most = Math.min(Math.min(left, limits.maxDraftTokens()), roomBeyond(sequence));
        int drafted = sequence.draft(most, tokenCost);
        sequence.blocks().grow(pool, sequence.length() + drafted);
        plan.addDraft(chunk, drafted);
        left -= drafted;
      }
    }
  }

  /** Tokens that fit behind the sequence's own without taking a block that others count on. */
  private int roomBeyond(S sequence) {
    int room = sequence.blocks().size() * BlockPool.BLOCK_TOKENS - sequence.length();
    return pool.availableBlocks() > running.size() ? room + BlockPool.BLOCK_TOKENS : room;
  }

  /** Finds the longest cached prefix and blocks for the rest, or leaves everything as it was. */
  private boolean takeBlocks(S sequence) {
    int cached = prefixes.adopt(sequence.blocks(), sequence.tokens(), sequence.logitsFrom());
    int missing = BlockPool.blocksFor(sequence.length()) - sequence.blocks().size();
    if (missing + running.size() > pool.availableBlocks()) {
      sequence.blocks().release(pool);
      return false;
    }
    sequence.blocks().grow(pool, sequence.length());
    waiting.remove(sequence); // before startAt, which changes its place in the queue's order
    sequence.startAt(cached);
    return true;
  }

  private int seniority(S sequence) {
    int at = running.size();
    while (at > 0 && isSenior(sequence, running.get(at - 1))) {
      at--;
    }
    return at;
  }

  private static boolean isSenior(Sequence a, Sequence b) {
    return a.priority() != b.priority() ? a.priority() < b.priority() : a.arrival() < b.arrival();
  }

  /** Adds as much of a prompt as tokens and rows of logits allow. */
  private int addChunk(S sequence, int budget) {
    int count = Math.min(sequence.remaining(), budget);
    int excess = StepPlan.rowsOf(sequence, count) - (limits.maxLogitRows() - plan.logitRows());
    count -= Math.max(0, excess);
    if (count > 0) {
      add(sequence, count);
    }
    return Math.max(0, count);
  }

  private void add(S sequence, int count) {
    plan.add(sequence, count);
    shares.charge(sequence.tenant(), count);
  }

  /** The next {@code count} tokens of the sequence are computed and in its blocks. */
  public void settle(S sequence, int count) {
    sequence.advance(count);
    prefixes.publish(sequence.blocks(), sequence.tokens(), sequence.computed());
  }

  /** As {@link #settle} for the sequence's last token, which was guessed and is computed. */
  public void confirm(S sequence) {
    sequence.confirm();
    prefixes.publish(sequence.blocks(), sequence.tokens(), sequence.computed());
    shares.charge(sequence.tenant(), 1);
  }

  /** Takes the sequence out, wherever it is, and frees its blocks. Doing so twice does nothing. */
  public void finish(S sequence) {
    switch (sequence.state()) {
      case WAITING -> {
        waiting.remove(sequence);
        if (!sequence.wasAdmitted()) {
          gate.leave(sequence.promptLength());
        }
      }
      case RUNNING -> {
        running.remove(sequence);
        sequence.blocks().release(pool);
      }
      case NEW, FINISHED -> {
        return;
      }
    }
    sequence.enter(State.FINISHED);
    shares.leave(sequence.tenant());
  }

  /** Like {@link #finish}, and no later sequence reuses what this one computed. */
  public void discard(S sequence) {
    prefixes.withdraw(sequence.blocks());
    finish(sequence);
  }

  public int runningCount() {
    return running.size();
  }

  public int waitingCount() {
    return waiting.size();
  }

  /** Sequences that lost their blocks so far. */
  public long preemptions() {
    return preemptions;
  }

  public int availableBlocks() {
    return pool.availableBlocks();
  }
}
