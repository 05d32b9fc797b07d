package dev.sluice.contract;

import java.util.List;
import java.util.stream.Stream;

/**
 * The answer to a {@link GatewayReport}: what the control plane wants of this gateway. Orders reach
 * pods on the ways that are open anyway: admin needs no address of a gateway and no way to a pod.
 * An order is repeated until a report shows that it was carried out, so none of them may mind that.
 *
 * @param drains pods that shall take no new streams
 * @param questions each asked once
 * @param loads versions that pods and tokenizers shall have
 * @param unloads versions that they shall have no longer
 */
public record GatewayOrders(
    List<Drain> drains, List<RouteQuestion> questions, List<Load> loads, List<Unload> unloads) {
  public GatewayOrders {
    drains = drains == null ? List.of() : List.copyOf(drains);
    questions = questions == null ? List.of() : List.copyOf(questions);
    loads = loads == null ? List.of() : List.copyOf(loads);
    unloads = unloads == null ? List.of() : List.copyOf(unloads);
  }

  /** Orders that are not about versions. */
  public GatewayOrders(List<Drain> drains, List<RouteQuestion> questions) {
    this(drains, questions, List.of(), List.of());
  }

  /** These and others. */
  public GatewayOrders plus(GatewayOrders more) {
    return new GatewayOrders(
        joined(drains, more.drains),
        joined(questions, more.questions),
        joined(loads, more.loads),
        joined(unloads, more.unloads));
  }

  private static <T> List<T> joined(List<T> some, List<T> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  /**
   * @param address as this gateway reported it
   * @param podId the process that is meant: the one that was started in its place is not
   */
  public record Drain(String address, String podId) {}

  /**
   * @param address of a pod, or of a tokenizer, as this gateway reported it
   * @param podId the pod's process that is meant; null for a tokenizer
   */
  public record Load(String address, String podId, LoadVersionRequest request) {}

  /**
   * @param podId as in {@link Load}
   * @param tag what is to go: a version of this name with another tag stays
   */
  public record Unload(String address, String podId, String name, String tag) {}

  /**
   * Where did a request go? Answered with a {@link RouteAnswer}.
   *
   * @param id of the question
   * @param requestId the id of an answer, or a client's {@code x-request-id}
   */
  public record RouteQuestion(String id, String requestId) {}
}
