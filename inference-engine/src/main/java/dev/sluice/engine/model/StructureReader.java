package dev.sluice.engine.model;

import dev.sluice.engine.model.ModelReport.Network;
import dev.sluice.engine.model.ModelReport.Rope;
import dev.sluice.engine.model.ModelReport.Structure;
import dev.sluice.engine.model.ModelReport.Window;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A {@link DecoderSpec} in the words of a {@link ModelReport}. */
final class StructureReader {
  private StructureReader() {}

  static Structure read(DecoderSpec spec) {
    var heads = spec.heads();
    return new Structure(
        spec.layers().size(),
        spec.hidden(),
        heads.heads(),
        heads.kvHeads(),
        heads.headDim(),
        spec.vocabSize(),
        spec.trainedContext(),
        spec.block().norm().kind() == NormSpec.Kind.RMS ? "RMSNorm" : "LayerNorm",
        grouped(spec, LayerSpec::feedForward, StructureReader::network),
        grouped(spec, layer -> layer.attention().window(), (window, n) -> new Window(n, window)),
        positions(spec),
        spec.ropes().stream().map(rope -> rope(rope, spec.trainedContext())).toList());
  }

  /** What is made of each value and the number of layers that have it, in order of appearance. */
  private static <K, R> List<R> grouped(
      DecoderSpec spec, Function<LayerSpec, K> key, Grouping<K, R> result) {
    Map<K, List<LayerSpec>> groups =
        spec.layers().stream()
            .collect(Collectors.groupingBy(key, java.util.LinkedHashMap::new, Collectors.toList()));
    return groups.entrySet().stream()
        .map(group -> result.of(group.getKey(), group.getValue().size()))
        .toList();
  }

  @FunctionalInterface
  private interface Grouping<K, R> {
    R of(K value, int layers);
  }

  private static Network network(FeedForward network, int layers) {
    return switch (network) {
      case FeedForward.Plain plain ->
          new Network(layers, "plain", plain.width(), name(plain.activation()), 0, 0);
      case FeedForward.Gated gated ->
          new Network(layers, "gated", gated.width(), name(gated.activation()), 0, 0);
      case FeedForward.Experts experts ->
          new Network(
              layers,
              "experts",
              experts.width(),
              name(experts.activation()),
              experts.count(),
              experts.used());
    };
  }

  private static String name(Enum<?> activation) {
    return activation.name().toLowerCase(Locale.ROOT);
  }

  private static String positions(DecoderSpec spec) {
    if (!spec.ropes().isEmpty()) {
      return "rotary";
    }
    if (spec.learnedPositions() > 0) {
      return "learned";
    }
    return spec.heads().alibiSlopes() == null ? "none" : "ALiBi";
  }

  private static Rope rope(RopeSpec rope, int trainedContext) {
    double factor =
        switch (rope.scaling()) {
          case RopeScaling.Linear linear -> linear.factor();
          case RopeScaling.DynamicNtk dynamic -> dynamic.factor();
          case RopeScaling.Yarn yarn -> yarn.factor();
          case RopeScaling.LongRope longRope ->
              (double) trainedContext / longRope.originalContext();
          case RopeScaling.None _ -> 1;
        };
    return new Rope(
        scaling(rope),
        factor,
        rope.originalContext(trainedContext),
        rope.base(),
        rope.dimensions(),
        rope.interleaved());
  }

  private static String scaling(RopeSpec rope) {
    return switch (rope.scaling()) {
      case RopeScaling.Linear _ -> "linear";
      case RopeScaling.DynamicNtk _ -> "dynamic";
      case RopeScaling.Yarn _ -> "yarn";
      case RopeScaling.LongRope _ -> "longrope";
      case RopeScaling.None _ -> rope.frequencyDivisors() == null ? "none" : "divisors";
    };
  }
}
