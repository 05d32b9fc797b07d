package dev.sluice.gateway.route;

/**
 * For which attempt of which request a pod is looked for; explains a decision and does not
 * influence it.
 *
 * @param requestId the answer's id
 * @param clientRequestId the answer's {@code x-request-id}
 * @param attempt from 1
 * @param deliveredTokens of this choice, so far
 * @param previousFailure the error code that ended the attempt before, null for the first
 */
public record Occasion(
    String requestId,
    String clientRequestId,
    int choice,
    int attempt,
    int deliveredTokens,
    String previousFailure) {

  /** The first attempt at a choice. */
  public static Occasion first(String requestId, String clientRequestId, int choice) {
    return new Occasion(requestId, clientRequestId, choice, 1, 0, null);
  }

  /** A later attempt, or the first again. */
  public Occasion at(int number, int delivered, String failure) {
    return new Occasion(requestId, clientRequestId, choice, number, delivered, failure);
  }
}
