package dev.sluice.admin.fleet;

import dev.sluice.contract.GatewayReport.PodView;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import java.util.List;

/**
 * A pod with everything that is known of it.
 *
 * @param state the worst that a gateway sees
 * @param podId null before its first load report, as the rest but the gateways
 * @param drainOrdered an operator wants it drained, and no gateway has reported yet that it does
 */
record Pod(
    String address,
    String state,
    String podId,
    String backend,
    List<Model> models,
    long runningStreams,
    long waitingStreams,
    long waitingTokens,
    long kvBlocksTotal,
    long kvBlocksFree,
    long promptTokens,
    long prefixHitTokens,
    long generatedTokens,
    double tokensPerSecond,
    Double timeToFirstTokenMillis,
    boolean drainOrdered,
    List<Sight> gateways) {

  /** A version that the pod serves. */
  record Model(
      String name,
      String architecture,
      String elementType,
      long parameters,
      long contextLength,
      String weightsDigest) {
    static Model of(ServedModel served) {
      return new Model(
          served.name(),
          served.architecture(),
          served.elementType(),
          served.parameters(),
          served.contextLength(),
          served.weightsDigest());
    }
  }

  /**
   * How one gateway sees it.
   *
   * @param circuit closed, open or half_open; null from gateways that do not tell
   * @param inFlight this gateway's streams there
   */
  record Sight(String gatewayId, String state, String circuit, long inFlight) {}

  static Pod of(PodView view, boolean drainOrdered, List<Sight> gateways) {
    PodLoad load = view.load();
    if (load == null) {
      return new Pod(
          view.address(),
          view.state(),
          null,
          null,
          List.of(),
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          null,
          drainOrdered,
          gateways);
    }
    return new Pod(
        view.address(),
        view.state(),
        load.podId(),
        load.backend(),
        load.models().stream().map(Model::of).distinct().toList(),
        load.runningStreams(),
        load.waitingStreams(),
        load.waitingTokens(),
        load.kvBlocksTotal(),
        load.kvBlocksFree(),
        load.promptTokens(),
        load.prefixHitTokens(),
        load.generatedTokens(),
        load.tokensPerSecond(),
        load.timeToFirstTokenMillis() > 0 ? load.timeToFirstTokenMillis() : null,
        drainOrdered,
        gateways);
  }
}
