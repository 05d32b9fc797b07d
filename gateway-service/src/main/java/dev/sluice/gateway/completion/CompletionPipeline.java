package dev.sluice.gateway.completion;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.KeyScope;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.contract.SamplingSpec;
import dev.sluice.contract.ServedVersion;
import dev.sluice.gateway.quota.Hold;
import dev.sluice.gateway.quota.QuotaNeed;
import dev.sluice.gateway.quota.UsageJournal;
import dev.sluice.gateway.route.Occasion;
import dev.sluice.gateway.route.PodLease;
import dev.sluice.gateway.route.Router;
import dev.sluice.gateway.tenant.Tenant;
import dev.sluice.gateway.tenant.TenantDirectory;
import dev.sluice.gateway.upstream.PodClient;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The story of a request: count it, find its model, encode its prompts, reserve its tokens, stream
 * its choices from pods, settle what it used. All of it is one stream: whatever ends it, the
 * client's cancel included, ends the account exactly once and reaches the pods.
 */
@Component
public class CompletionPipeline {
  /** A prompt and its share of the request, ready to be streamed. */
  private record Plan(
      ModelCatalog.Resolved model,
      List<EncodedPrompt> prompts,
      int promptTokens,
      int maxOutputTokens,
      Standing standing) {}

  private final TenantDirectory tenants;
  private final ModelCatalog catalog;
  private final PromptEncoder encoder;
  private final Admission admission;
  private final Router router;
  private final PodClient pods;
  private final UsageJournal journal;
  private final CompletionMetrics metrics;
  private final TrafficMeter traffic;
  private final CompletionProperties properties;
  private final Clock clock;

  CompletionPipeline(
      TenantDirectory tenants,
      ModelCatalog catalog,
      PromptEncoder encoder,
      Admission admission,
      Router router,
      PodClient pods,
      UsageJournal journal,
      CompletionMetrics metrics,
      TrafficMeter traffic,
      CompletionProperties properties,
      Clock clock) {
    this.tenants = tenants;
    this.catalog = catalog;
    this.encoder = encoder;
    this.admission = admission;
    this.router = router;
    this.pods = pods;
    this.journal = journal;
    this.metrics = metrics;
    this.traffic = traffic;
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * Finds the caller.
   *
   * @param scope what is to be done
   * @throws RequestFailedException when the key is not valid, or not for this
   */
  public Caller authenticate(Visitor visitor, KeyScope scope) {
    try {
      return new Caller(
          tenants.authenticate(visitor.secret(), visitor.from(), scope),
          visitor.session(),
          version(visitor),
          visitor.requestId());
    } catch (RuntimeException e) {
      throw Failures.of(e);
    }
  }

  /** To ask for a version by itself is a scope of its own. */
  private ServedVersion version(Visitor visitor) {
    if (visitor.version() == null) {
      return null;
    }
    tenants.authenticate(visitor.secret(), visitor.from(), KeyScope.VERSIONS);
    try {
      return ServedVersion.parse(visitor.version());
    } catch (IllegalArgumentException e) {
      throw RequestFailedException.of(
          ErrorCode.INVALID_VALUE,
          ServedVersion.HEADER,
          "The header '%s' names no version: %s.".formatted(ServedVersion.HEADER, e.getMessage()));
    }
  }

  /** Runs a request; fails only with {@link RequestFailedException}. */
  public Flux<Output> run(Caller caller, CompletionRequest request) {
    return Flux.defer(
        () -> {
          RequestAccount account =
              new RequestAccount(request, caller, journal, metrics, traffic, clock);
          return Mono.defer(() -> plan(caller, request, account))
              .flatMapMany(plan -> stream(caller, request, account, plan))
              .onErrorMap(Failures::of)
              .doOnComplete(account::completed)
              .doOnError(account::failed)
              .doOnCancel(account::cancelled);
        });
  }

  private Mono<Plan> plan(Caller caller, CompletionRequest request, RequestAccount account) {
    Tenant tenant = caller.tenant();
    admission.admit(tenant);
    ModelCatalog.Resolved model = catalog.resolve(caller, request.model());
    account.resolved(model.publicName(), model.model());
    long beforeEncoding = account.nanosSinceStart();
    return encoder
        .encode(tenant.projectId(), model.model(), request)
        .flatMap(
            prompts -> {
              long encodingNanos = account.nanosSinceStart() - beforeEncoding;
              return reserve(tenant, request, model, prompts, account)
                  .doOnNext(_ -> metrics.added(account.nanosSinceStart() - encodingNanos));
            });
  }

  private Mono<Plan> reserve(
      Tenant tenant,
      CompletionRequest request,
      ModelCatalog.Resolved model,
      List<EncodedPrompt> prompts,
      RequestAccount account) {
    int maxOutput =
        ContextCheck.maxOutputTokens(
            request, prompts, model.model(), properties.defaultMaxOutputTokens());
    int promptTokens = prompts.stream().mapToInt(prompt -> prompt.ids().length).sum();
    account.encoded(promptTokens);
    int choices = request.choices();
    Hold hold = admission.reserve(tenant, promptTokens, (long) maxOutput * choices, choices);
    account.reserved(hold);
    long affordable = Math.min((long) maxOutput * choices, hold.tokens() - promptTokens);
    List<QuotaPolicy> quotas = tenants.quotas(tenant, model.publicName());
    return admission
        .acquire(tenant, quotas, new QuotaNeed(promptTokens, affordable, choices), account::holds)
        .map(
            held ->
                new Plan(
                    model,
                    prompts,
                    promptTokens,
                    (int) (Math.min(affordable, held.outputTokens()) / choices),
                    admission.standing(tenant, quotas)));
  }

  private Flux<Output> stream(
      Caller caller, CompletionRequest request, RequestAccount account, Plan plan) {
    Flux<Output> choices =
        Flux.range(0, request.choices())
            .flatMap(
                choice -> choice(caller, request, account, plan, choice),
                properties.maxParallelChoices());
    return Flux.<Output>just(
            new Output.Started(plan.standing(), plan.promptTokens(), plan.model().deprecation()))
        .concatWith(choices)
        .concatWith(Mono.fromSupplier(account::totals));
  }

  private Flux<Output> choice(
      Caller caller, CompletionRequest request, RequestAccount account, Plan plan, int choice) {
    EncodedPrompt prompt = plan.prompts().get(choice / request.n());
    ChoiceStream stream =
        new ChoiceStream(
            pods,
            router,
            properties.maxAttempts(),
            caller.tenant().projectId(),
            prompt,
            plan.model().weightsDigest(),
            generateRequest(caller, request, plan, choice),
            Occasion.first(request.id(), caller.requestId(), choice),
            (lease, number) -> dispatched(account, lease, number));
    Flux<Output> outputs = stream.events().map(event -> output(event, account, choice, prompt));
    boolean isPlainEcho = request.echo() && request.logprobs() == null;
    return isPlainEcho
        ? echoed(outputs, new Output.Echo(choice, prompt.text(), List.of()))
        : outputs;
  }

  /** The echo waits for a pod's first word: until then a failure still has its own status. */
  private static Flux<Output> echoed(Flux<Output> outputs, Output.Echo echo) {
    return outputs.switchOnFirst((first, rest) -> first.hasValue() ? rest.startWith(echo) : rest);
  }

  private void dispatched(RequestAccount account, PodLease lease, int number) {
    account.dispatched(lease);
    metrics.attempt(number, account.totals().outputTokens() > 0);
  }

  private static Output output(
      GenerateEvent event, RequestAccount account, int choice, EncodedPrompt prompt) {
    return switch (event.kind()) {
      case PROMPT -> new Output.Echo(choice, prompt.text(), event.promptLogprobs());
      case END -> {
        int tokens = event.usage().outputTokens();
        account.finished(choice, event.finishReason(), tokens, event.usage().cachedPromptTokens());
        yield new Output.Finish(choice, event.finishReason(), event.stopReason(), tokens);
      }
      default -> {
        account.progressed(choice, event.outputTokens());
        yield new Output.Piece(choice, event.text(), event.outputTokens(), event.logprobs());
      }
    };
  }

  private static GenerateRequest generateRequest(
      Caller caller, CompletionRequest request, Plan plan, int choice) {
    SamplingSpec s = request.sampling();
    SamplingSpec sampling =
        new SamplingSpec(
            s.temperature(),
            s.topK(),
            s.topP(),
            s.minP(),
            s.repetitionPenalty(),
            s.presencePenalty(),
            s.frequencyPenalty(),
            s.logitBias(),
            s.seed() + choice % request.n());
    return new GenerateRequest(
        request.id() + "-" + choice,
        plan.model().model().name(),
        plan.prompts().get(choice / request.n()).ids(),
        0,
        plan.maxOutputTokens(),
        sampling,
        request.stop(),
        request.stopTokenIds(),
        request.ignoreEos(),
        request.logprobs(),
        request.echo() ? request.logprobs() : null,
        caller.tenant().projectId(),
        request.priority(),
        caller.tenant().projectId());
  }
}
