package dev.sluice.gateway.completion;

import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateEvent.Kind;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.Usage;
import dev.sluice.gateway.route.Occasion;
import dev.sluice.gateway.route.PodLease;
import dev.sluice.gateway.route.RouteQuery;
import dev.sluice.gateway.route.Router;
import dev.sluice.gateway.upstream.PodClient;
import dev.sluice.gateway.upstream.UpstreamException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/**
 * One choice as one stream, whatever happens to the pods behind it.
 *
 * <p>Until the first event of content any pod may start over. After it a lost stream is continued:
 * the next pod gets the original prompt followed by the ids already delivered, told how many of
 * them were generated, and only a pod with the same weights qualifies. Since a token does not
 * depend on how it was computed, what follows is what the lost pod would have sent. The rest of the
 * budget shrinks by what was delivered; a pod that failed this choice is not asked again.
 *
 * <p>One subscription, whose signals come one after the other: plain fields hold the state.
 */
final class ChoiceStream {
  private static final Logger LOG = LoggerFactory.getLogger(ChoiceStream.class);

  private final PodClient pods;
  private final Router router;
  private final int maxAttempts;
  private final String projectId;
  private final EncodedPrompt prompt;
  private final GenerateRequest original;
  private final Occasion occasion;
  private final BiConsumer<PodLease, Integer> onDispatch;

  private final Set<String> failedPods = new HashSet<>();
  private int[] delivered = new int[16];
  private int deliveredCount;
  private boolean hasPromptEvent;
  private String weightsDigest;
  private UpstreamException lastFailure;

  /**
   * @param weightsDigest null for any
   * @param occasion of the first attempt
   * @param onDispatch told about each attempt with its number from 1
   */
  ChoiceStream(
      PodClient pods,
      Router router,
      int maxAttempts,
      String projectId,
      EncodedPrompt prompt,
      String weightsDigest,
      GenerateRequest original,
      Occasion occasion,
      BiConsumer<PodLease, Integer> onDispatch) {
    this.pods = pods;
    this.router = router;
    this.maxAttempts = maxAttempts;
    this.projectId = projectId;
    this.prompt = prompt;
    this.weightsDigest = weightsDigest;
    this.original = original;
    this.occasion = occasion;
    this.onDispatch = onDispatch;
  }

  Flux<GenerateEvent> events() {
    return attempt(1);
  }

  private Flux<GenerateEvent> attempt(int number) {
    return Flux.defer(
        () -> {
          Optional<PodLease> lease =
              router.pick(query(number), address -> pods.isCallable(address, original.model()));
          if (lease.isEmpty()) {
            return Flux.error(lastFailure == null ? Failures.noPod(original.model()) : lastFailure);
          }
          onDispatch.accept(lease.get(), number);
          return stream(lease.get(), number);
        });
  }

  private Flux<GenerateEvent> stream(PodLease lease, int number) {
    int before = deliveredCount;
    return pods.generate(lease.address(), projectId, request(number))
        .map(event -> remember(event, lease, before))
        .doFinally(signal -> lease.close())
        .onErrorResume(UpstreamException.class, failure -> afterFailure(lease, number, failure));
  }

  private Flux<GenerateEvent> afterFailure(PodLease lease, int number, UpstreamException failure) {
    if (!failure.isRetryableElsewhere() || number >= maxAttempts) {
      return Flux.error(failure);
    }
    LOG.info(
        "pod {} failed a stream after {} tokens ({}), trying another",
        lease.address(),
        deliveredCount,
        failure.detail().code().wire());
    failedPods.add(lease.address());
    lastFailure = failure;
    boolean isComplete = deliveredCount > 0 && deliveredCount >= original.maxOutputTokens();
    return isComplete ? Flux.just(lengthReached()) : attempt(number + 1);
  }

  /** The pod was lost between its last token and its end event. */
  private GenerateEvent lengthReached() {
    return GenerateEvent.end(
        "length", null, new Usage(prompt.ids().length, 0, deliveredCount, 0, 0, 0));
  }

  private GenerateEvent remember(GenerateEvent event, PodLease lease, int before) {
    if (event.kind() == Kind.PROMPT) {
      hasPromptEvent = true;
    }
    if (event.kind() != Kind.END) {
      weightsDigest = lease.model().weightsDigest();
    }
    for (int id : event.ids()) {
      if (deliveredCount == delivered.length) {
        delivered = Arrays.copyOf(delivered, deliveredCount * 2);
      }
      delivered[deliveredCount++] = id;
    }
    return before == 0 ? event : counted(event, before);
  }

  private GenerateEvent counted(GenerateEvent event, int before) {
    if (event.kind() == Kind.END) {
      Usage last = event.usage();
      return GenerateEvent.end(
          event.finishReason(),
          event.stopReason(),
          new Usage(
              prompt.ids().length,
              Math.min(last.cachedPromptTokens(), prompt.ids().length),
              before + last.outputTokens(),
              last.queueMicros(),
              last.prefillMicros(),
              last.decodeMicros()));
    }
    return GenerateEvent.delta(
        event.ids(), event.text(), before + event.outputTokens(), event.logprobs());
  }

  private RouteQuery query(int number) {
    String failure = lastFailure == null ? null : lastFailure.detail().code().wire();
    return new RouteQuery(
        original.model(),
        weightsDigest,
        prompt.tokenizerDigest(),
        prompt.blockHashes(),
        Set.copyOf(failedPods),
        occasion.at(number, deliveredCount, failure));
  }

  private GenerateRequest request(int number) {
    int[] ids = Arrays.copyOf(prompt.ids(), prompt.ids().length + deliveredCount);
    System.arraycopy(delivered, 0, ids, prompt.ids().length, deliveredCount);
    return new GenerateRequest(
        original.requestId() + "-" + number,
        original.model(),
        ids,
        deliveredCount,
        original.maxOutputTokens() - deliveredCount,
        original.sampling(),
        original.stop(),
        original.stopTokenIds(),
        original.ignoreEos(),
        original.logprobs(),
        hasPromptEvent ? null : original.promptLogprobs(),
        original.cacheSalt(),
        original.priority(),
        original.tenant());
  }
}
