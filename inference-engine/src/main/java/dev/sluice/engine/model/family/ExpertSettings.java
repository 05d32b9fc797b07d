package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.model.FeedForward;
import dev.sluice.engine.weights.Settings;
import java.util.ArrayList;
import java.util.List;

/** Keys and tensors of mixtures of experts. */
final class ExpertSettings {
  static final int MAX_EXPERTS = 4096;

  private ExpertSettings() {}

  static boolean isMixture(SpecReader in) {
    return in.settings().integer(in.key("expert_count"), 0, 0, MAX_EXPERTS) > 0;
  }

  static FeedForward.Experts read(SpecReader in, int width, Activation activation) {
    Settings settings = in.settings();
    int count = settings.count(in.key("expert_count"), MAX_EXPERTS);
    return new FeedForward.Experts(
        count,
        settings.count(in.key("expert_used_count"), count),
        width,
        in.activation(activation),
        settings.flag(in.key("expert_weights_norm"), true));
  }

  static void write(Translation out, int count, int used, boolean renormalises) {
    out.set("expert_count", count);
    out.set("expert_used_count", used);
    out.set("expert_weights_norm", renormalises);
  }

  /**
   * A block's router and experts.
   *
   * @param from prefix of {@code gate} and {@code experts}
   */
  static void tensors(
      Translation out, int layer, int count, String from, String gate, String up, String down) {
    String to = "blk." + layer + ".ffn_";
    out.tensor(to + "gate_inp.weight", from + "gate.weight");
    out.stacked(to + "gate_exps.weight", names(from, count, gate));
    out.stacked(to + "up_exps.weight", names(from, count, up));
    out.stacked(to + "down_exps.weight", names(from, count, down));
  }

  private static List<String> names(String from, int count, String part) {
    List<String> names = new ArrayList<>();
    for (int expert = 0; expert < count; expert++) {
      names.add(from + "experts." + expert + "." + part + ".weight");
    }
    return names;
  }
}
