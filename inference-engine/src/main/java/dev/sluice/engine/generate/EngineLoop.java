package dev.sluice.engine.generate;

import dev.sluice.codec.Vocabulary;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.engine.compute.BackendFailureException;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.schedule.Scheduler;
import dev.sluice.engine.schedule.SchedulerLimits;
import dev.sluice.engine.schedule.StepPlan;
import java.util.function.LongSupplier;
import jdk.jfr.FlightRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine thread's work. One step plans what to compute, runs the model, chooses tokens and
 * hands them out; between steps it lets streams in and out. Everything that changes while streams
 * run is owned by the thread that calls {@link #run} (or, in tests, {@link #step}).
 *
 * <p>Failures stay where they happen: unusable logits or a failing text end one stream, a failing
 * forward pass ends the streams of its batch, and the loop goes on with the others. Only when what
 * it computes on is lost do all streams end, those that come later at once: another pod can go on
 * with them.
 */
final class EngineLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(EngineLoop.class);

  private static final ErrorDetail LOST =
      ErrorDetail.of(
          ErrorCode.POD_FAILED, "The pod's device is lost; another pod can go on with the stream.");

  private final Decoder decoder;
  private final Scheduler<GenerationStream> scheduler;
  private final Inbox inbox;
  private final EngineLoad load;
  private final LongSupplier nanoClock;
  private final ForwardBatch batch;
  private final TokenChooser chooser;
  private final StreamEnds ends;
  private final TokenDelivery delivery;

  EngineLoop(
      Decoder decoder,
      Vocabulary vocabulary,
      SchedulerLimits limits,
      Scheduler<GenerationStream> scheduler,
      Inbox inbox,
      EngineLoad load,
      LongSupplier nanoClock) {
    this.decoder = decoder;
    this.scheduler = scheduler;
    this.inbox = inbox;
    this.load = load;
    this.nanoClock = nanoClock;
    this.batch =
        new ForwardBatch(limits.maxBatchTokens(), limits.maxRunning(), limits.maxLogitRows());
    this.ends = new StreamEnds(scheduler, load, nanoClock);
    this.chooser = new TokenChooser(decoder, vocabulary, limits.maxRunning());
    this.delivery = new TokenDelivery(vocabulary, ends, load, nanoClock);
  }

  @Override
  public void run() {
    try {
      while (!inbox.isClosed()) {
        runOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      inbox.close();
      takeArrivals();
      ends.cancelAll();
    }
  }

  private void runOnce() throws InterruptedException {
    try {
      if (!step()) {
        inbox.await();
      }
    } catch (RuntimeException | Error e) {
      log.error("an engine step failed outside of the model; all its streams end", e);
      ends.failAll(ErrorDetail.of(ErrorCode.INTERNAL, "The engine failed between two steps."));
    }
  }

  /** Returns false when there was nothing to do. */
  boolean step() {
    takeArrivals();
    takeCancellations();
    if (load.failure().isPresent()) {
      ends.failAll(LOST);
      return false;
    }
    StepPlan<GenerationStream> plan = scheduler.schedule();
    load.holds(scheduler.runningCount(), scheduler.availableBlocks());
    if (plan.isEmpty()) {
      if (scheduler.waitingCount() > 0) {
        throw new IllegalStateException(scheduler.waitingCount() + " streams wait, none can run");
      }
      return false;
    }
    StepEvent event = beginEvent();
    long start = nanoClock.getAsLong();
    if (forward(plan)) {
      sample(plan);
      settle(plan);
      scheduler.stepped(nanoClock.getAsLong() - start);
    }
    load.holds(scheduler.runningCount(), scheduler.availableBlocks());
    record(event, plan);
    return true;
  }

  private void takeArrivals() {
    GenerationStream stream = inbox.nextArrival();
    while (stream != null) {
      scheduler.submit(stream);
      ends.opened(stream);
      delivery.resume(stream);
      stream = inbox.nextArrival();
    }
  }

  private void takeCancellations() {
    GenerationStream stream = inbox.nextCancellation();
    while (stream != null) {
      ends.end(stream, FinishReasons.CANCELLED, null);
      stream = inbox.nextCancellation();
    }
  }

  private boolean forward(StepPlan<GenerationStream> plan) {
    try {
      fill(plan);
      decoder.forward(batch);
      return true;
    } catch (RuntimeException | Error e) {
      if (lose(e)) {
        return false;
      }
      log.error("a forward pass over {} tokens failed; its streams end", plan.tokens(), e);
      for (int chunk = 0; chunk < plan.size(); chunk++) {
        ends.fail(plan.sequence(chunk), forwardFailure(e));
      }
      return false;
    }
  }

  /** Ends all streams when what the decoder computes on is gone for good; otherwise says so. */
  private boolean lose(Throwable cause) {
    if (!(cause instanceof BackendFailureException failure) || !failure.isLost()) {
      return false;
    }
    log.error("no more tokens come from this process; all streams end", cause);
    load.failed(cause.getMessage());
    ends.failAll(LOST);
    return true;
  }

  private void fill(StepPlan<GenerationStream> plan) {
    long now = nanoClock.getAsLong();
    batch.clear();
    for (int chunk = 0; chunk < plan.size(); chunk++) {
      GenerationStream stream = plan.sequence(chunk);
      if (!stream.isStarted()) {
        stream.start(now);
        load.promptStarted(stream.promptLength(), stream.cachedTokens());
      }
      batch.addSequence(stream.blocks().blocks(), GenerationStream.promptTokens(stream.request()));
      batch.wantCandidates(chooser.candidates(stream));
      int end = plan.start(chunk) + plan.count(chunk);
      for (int position = plan.start(chunk); position < end; position++) {
        batch.addToken(stream.token(position), position, position >= stream.logitsFrom());
      }
    }
  }

  private static ErrorDetail forwardFailure(Throwable cause) {
    return cause instanceof OutOfMemoryError
        ? ErrorDetail.of(
            ErrorCode.OUT_OF_MEMORY, "The pod ran out of memory in this step; try again.")
        : ErrorDetail.of(ErrorCode.INTERNAL, "The model failed in this step; try again.");
  }

  private void sample(StepPlan<GenerationStream> plan) {
    chooser.choose(plan);
    for (int chunk = 0; chunk < plan.size() && load.failure().isEmpty(); chunk++) {
      RuntimeException failure = chooser.failure(chunk);
      if (failure != null) {
        failChoice(plan.sequence(chunk), failure);
      }
    }
  }

  private void failChoice(GenerationStream stream, RuntimeException cause) {
    if (lose(cause)) {
      return;
    }
    log.error("stream {} has unusable logits and ends", stream.request().requestId(), cause);
    ends.fail(
        stream,
        ErrorDetail.of(
            ErrorCode.INTERNAL, "No token can be chosen: %s.".formatted(cause.getMessage())));
  }

  private void settle(StepPlan<GenerationStream> plan) {
    int chosen = 0;
    int confirmed = 0;
    for (int chunk = 0; chunk < plan.size(); chunk++) {
      GenerationStream stream = plan.sequence(chunk);
      if (stream.isFinished()) {
        continue;
      }
      scheduler.settle(stream, plan.count(chunk) - plan.drafts(chunk));
      if (chooser.token(chunk) != TokenChooser.NONE) {
        chosen++;
      }
      deliver(chunk, stream);
      confirmed += confirm(chunk, stream);
    }
    load.stepped(plan.tokens() - plan.draftTokens() - chosen, chosen + confirmed);
    load.speculated(plan.draftTokens(), confirmed);
  }

  /**
   * Goes on with a stream as long as the token chosen last is the one that was guessed: the step
   * has then computed what follows it, bit for bit as the next step would have. Returns how often.
   */
  private int confirm(int chunk, GenerationStream stream) {
    int confirmed = 0;
    while (stream.isGuessed() && !stream.isFinished()) {
      try {
        chooser.chooseAfterGuess(chunk, stream);
      } catch (RuntimeException e) {
        failChoice(stream, e);
        break;
      }
      scheduler.confirm(stream);
      confirmed++;
      deliver(chunk, stream);
    }
    return confirmed;
  }

  private void deliver(int chunk, GenerationStream stream) {
    try {
      delivery.deliver(stream, chooser.token(chunk), chooser.logprob(chunk));
    } catch (RuntimeException e) {
      log.error("the text of stream {} failed; it ends", stream.request().requestId(), e);
      ends.fail(stream, ErrorDetail.of(ErrorCode.INTERNAL, "The stream's text failed."));
    }
  }

  /** Null while nobody records: to register the event's class takes 40 ms of the first token. */
  private static StepEvent beginEvent() {
    if (!FlightRecorder.isInitialized()) {
      return null;
    }
    StepEvent event = new StepEvent();
    event.begin();
    return event;
  }

  private void record(StepEvent event, StepPlan<GenerationStream> plan) {
    if (event != null && event.shouldCommit()) {
      event.sequences = plan.size();
      event.tokens = plan.tokens();
      event.draftTokens = plan.draftTokens();
      event.logitRows = plan.logitRows();
      event.running = scheduler.runningCount();
      event.waiting = scheduler.waitingCount();
      event.availableBlocks = scheduler.availableBlocks();
      event.commit();
    }
  }
}
