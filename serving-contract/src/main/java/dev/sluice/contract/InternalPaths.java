package dev.sluice.contract;

/** Paths of the endpoints between the services. All of them want {@link SignedContext#HEADER}. */
public final class InternalPaths {
  /** Pod: {@link GenerateRequest} to a stream of {@link GenerateEvent}. */
  public static final String GENERATE = "/internal/v1/generate";

  /** Pod: an endless stream of {@link PodLoad}. */
  public static final String LOAD = "/internal/v1/load";

  /** Pod: {@code POST} stops new streams and answers when the running ones have ended. */
  public static final String DRAIN = "/internal/v1/drain";

  /**
   * Pod and tokenizer: {@code POST} {@link LoadVersionRequest} answers 202 with the {@link
   * VersionStatus} and loads in the background; {@code GET} answers {@link LoadedVersions}.
   */
  public static final String VERSIONS = "/internal/v1/versions";

  /**
   * Pod and tokenizer: {@code GET} answers the {@link VersionStatus} or 404. {@code DELETE} refuses
   * new streams, waits for the running ones (at most the drain timeout) and frees the memory in the
   * background; it answers 202 with the status, or 204 when there is no such version. A slash in
   * the name is written {@code %2F}.
   */
  public static final String VERSION = VERSIONS + "/{name}";

  /** Tokenizer. */
  public static final String ENCODE = "/internal/v1/encode";

  public static final String COUNT = "/internal/v1/count";
  public static final String DECODE = "/internal/v1/decode";
  public static final String RENDER = "/internal/v1/render";

  /** Tokenizer: {@code GET}, a list of {@link TokenizerModel}. */
  public static final String TOKENIZER_MODELS = "/internal/v1/tokenizer-models";

  /**
   * Admin: {@code GET} {@link GatewaySnapshot}, with {@code ?after=REVISION&waitMillis=N} as a long
   * poll.
   */
  public static final String SNAPSHOT = "/internal/v1/snapshot";

  /** Admin: {@code POST} a list of {@link UsageEvent}; posting one twice counts once. */
  public static final String USAGE_EVENTS = "/internal/v1/usage-events";

  /**
   * Admin: {@code POST} {@link GatewayReport} every second or two, answered by {@link
   * GatewayOrders}; feeds the console's pages about pods.
   */
  public static final String GATEWAY_REPORTS = "/internal/v1/gateway-reports";

  /** Admin: {@code POST} {@link RouteAnswer}. */
  public static final String ROUTE_ANSWERS = "/internal/v1/route-answers";

  /** Admin: {@code POST} {@link QuotaLeaseRequest}, answered by {@link QuotaLeaseAnswer}. */
  public static final String QUOTA_LEASES = "/internal/v1/quota-leases";

  private InternalPaths() {}
}
