package dev.sluice.engine.generate;

import dev.sluice.codec.Tokenizer;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import dev.sluice.engine.cache.BlockPool;
import dev.sluice.engine.cache.PrefixCache;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.ModelDescription;
import dev.sluice.engine.schedule.QueueGate;
import dev.sluice.engine.schedule.Scheduler;
import dev.sluice.engine.schedule.SchedulerLimits;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An engine over a decoder: checks requests on the caller's thread, leaves them in the inbox, and
 * runs an {@link EngineLoop} on a thread of its own. Safe to use from any thread.
 */
final class DecodingEngine implements InferenceEngine {
  private final Decoder decoder;
  private final Tokenizer tokenizer;
  private final ServedModel model;
  private final String podId;
  private final String backend;
  private final RequestRules rules;
  private final QueueGate gate;
  private final Inbox inbox = new Inbox();
  private final EngineLoad load;
  private final EngineLoop loop;
  private final Thread thread;
  private boolean warmsUp;
  private volatile boolean draining;

  /** Takes over decoder and tokenizer, which {@link #close} closes. Call {@link #start} next. */
  DecodingEngine(
      Decoder decoder, Tokenizer tokenizer, String servedName, Batching batching, String podId) {
    this.decoder = decoder;
    this.tokenizer = tokenizer;
    this.podId = podId;
    this.backend = decoder.description().backend();
    this.model = servedModel(decoder.description(), servedName, tokenizer.digest());
    this.rules = new RequestRules(model, decoder.blockCount());
    this.load = new EngineLoad(System::nanoTime, decoder.blockCount());
    this.gate = new QueueGate(batching.maxQueuedTokens(), load::promptTokensPerSecond);
    this.loop = loop(batching.limits(decoder));
    this.thread = Thread.ofPlatform().daemon().name("sluice-engine").unstarted(this::run);
  }

  private EngineLoop loop(SchedulerLimits limits) {
    BlockPool pool = new BlockPool(decoder.blockCount());
    Scheduler<GenerationStream> scheduler =
        new Scheduler<>(limits, pool, new PrefixCache(pool), gate);
    return new EngineLoop(
        decoder, tokenizer.vocabulary(), limits, scheduler, inbox, load, System::nanoTime);
  }

  private static ServedModel servedModel(
      ModelDescription description, String servedName, String tokenizerDigest) {
    return new ServedModel(
        servedName,
        description.architecture(),
        description.elementType(),
        description.parameters(),
        description.contextLength(),
        description.vocabSize(),
        description.weightsDigest(),
        tokenizerDigest);
  }

  DecodingEngine start() {
    thread.start();
    return this;
  }

  /** As {@link #start}, and uses the time before the first request to warm up. */
  DecodingEngine startWarm() {
    warmsUp = true;
    return start();
  }

  private void run() {
    try (decoder;
        tokenizer) {
      if (warmsUp && !inbox.await(WarmUp.DELAY)) {
        new WarmUp(decoder, inbox::hasWork, WarmUp.BUDGET).run();
      }
      loop.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public StreamHandle submit(GenerateRequest request, Consumer<GenerateEvent> listener) {
    rules.check(request);
    load.streams().increment(); // before looking at `draining`: see awaitIdle
    boolean accepted = false;
    try {
      if (draining) {
        throw drainingRejection();
      }
      if (load.failure().isPresent()) {
        throw lostRejection();
      }
      GenerationStream stream = enqueue(request, listener);
      accepted = true;
      return () -> cancel(stream);
    } finally {
      if (!accepted) {
        load.streams().decrement();
      }
    }
  }

  private GenerationStream enqueue(GenerateRequest request, Consumer<GenerateEvent> listener) {
    int promptTokens = request.promptIds().length;
    long submittedNanos = System.nanoTime();
    String regime = decoder.cacheRegime(GenerationStream.promptTokens(request));
    GenerationStream stream =
        new GenerationStream(request, tokenizer, listener, submittedNanos, regime);
    if (!gate.tryEnter(promptTokens)) {
      throw queueFull(promptTokens);
    }
    if (!inbox.submit(stream)) {
      gate.leave(promptTokens);
      throw drainingRejection();
    }
    return stream;
  }

  private void cancel(GenerationStream stream) {
    if (stream.requestCancel()) {
      inbox.cancel(stream);
    }
  }

  private RejectedRequestException queueFull(int promptTokens) {
    long retryAfterMillis = gate.retryAfterMillis(promptTokens);
    return new RejectedRequestException(
        new ErrorDetail(
            ErrorCode.QUEUE_FULL,
            ("The queue holds %d prompt tokens of at most %d; this prompt has %d. Try again in %d"
                    + " ms.")
                .formatted(gate.queuedTokens(), gate.maxTokens(), promptTokens, retryAfterMillis),
            null,
            retryAfterMillis));
  }

  private static RejectedRequestException drainingRejection() {
    return new RejectedRequestException(
        ErrorDetail.of(ErrorCode.DRAINING, "This pod takes no new streams; try another one."));
  }

  private static RejectedRequestException lostRejection() {
    return new RejectedRequestException(
        ErrorDetail.of(
            ErrorCode.POD_FAILED, "This pod's device is lost; try another pod until it restarts."));
  }

  @Override
  public Optional<String> failure() {
    return load.failure();
  }

  @Override
  public ServedModel model() {
    return model;
  }

  @Override
  public PodLoad load() {
    return load.snapshot(podId, model, gate.queuedTokens(), draining, backend);
  }

  @Override
  public Speculation speculation() {
    return load.speculation();
  }

  @Override
  public Map<String, Long> nativeBytes() {
    return decoder.nativeBytes();
  }

  @Override
  public void drain() {
    draining = true;
  }

  @Override
  public boolean awaitIdle(Duration timeout) throws InterruptedException {
    return load.streams().awaitZero(timeout);
  }

  @Override
  public void close() {
    draining = true;
    inbox.close();
    if (Thread.currentThread() == thread) {
      return; // a listener closes the engine: the thread ends after this step
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
