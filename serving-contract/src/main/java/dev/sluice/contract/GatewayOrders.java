package dev.sluice.contract;

import java.util.List;

/**
 * The answer to a {@link GatewayReport}: what the control plane wants of this gateway. Orders reach
 * pods on the ways that are open anyway: admin needs no address of a gateway and no way to a pod.
 * An order is repeated until a report shows that it was carried out, so none of them may mind that.
 *
 * @param drains pods that shall take no new streams
 * @param questions each asked once
 */
public record GatewayOrders(List<Drain> drains, List<RouteQuestion> questions) {
  public GatewayOrders {
    drains = drains == null ? List.of() : List.copyOf(drains);
    questions = questions == null ? List.of() : List.copyOf(questions);
  }

  /**
   * @param address as this gateway reported it
   * @param podId the process that is meant: the one that was started in its place is not
   */
  public record Drain(String address, String podId) {}

  /**
   * Where did a request go? Answered with a {@link RouteAnswer}.
   *
   * @param id of the question
   * @param requestId the id of an answer, or a client's {@code x-request-id}
   */
  public record RouteQuestion(String id, String requestId) {}
}
