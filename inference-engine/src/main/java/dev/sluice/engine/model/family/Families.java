package dev.sluice.engine.model.family;

import dev.sluice.engine.model.DecoderSpec;
import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.engine.weights.HuggingFaceWeights;
import dev.sluice.engine.weights.SafetensorsCheckpoint;
import dev.sluice.engine.weights.WeightStore;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All families. */
public final class Families {
  private static final List<Family> ALL =
      List.of(
          new LlamaFamily(),
          new QwenFamily(),
          new Phi3Family(),
          new GemmaFamily(),
          new Gemma3Family(),
          new PhiFamily(),
          new GptNeoXFamily(),
          new FalconFamily(),
          new GptJFamily(),
          new GptNeoFamily(),
          new Gpt2Family(),
          new StarcoderFamily());

  private Families() {}

  /**
   * What the stored model is made of.
   *
   * @throws ModelLoadException when its architecture is not known
   */
  public static DecoderSpec read(WeightStore weights) {
    String architecture = weights.settings().text("general.architecture", null);
    if (architecture == null) {
      throw new ModelLoadException("the metadata has no 'general.architecture'");
    }
    Family family = find(Family::architectures, architecture, "architecture");
    return family.read(new SpecReader(architecture, weights));
  }

  /**
   * A Hugging Face folder in GGUF's form.
   *
   * @throws ModelLoadException when it is of a kind that is not supported
   */
  public static WeightStore openCheckpoint(Path folder) {
    CheckpointConfig config = CheckpointConfig.read(folder.resolve("config.json"));
    Family family = find(Family::modelTypes, config.modelType(), "model_type");
    config.refuseQuantized();
    SafetensorsCheckpoint checkpoint = SafetensorsCheckpoint.open(folder);
    try {
      Translation translation = new Translation(checkpoint::has);
      family.translate(config.textPart(), translation);
      return new HuggingFaceWeights(checkpoint, translation.settings(), translation.recipes());
    } catch (RuntimeException | Error e) {
      checkpoint.close();
      throw e;
    }
  }

  private static Family find(Function<Family, List<String>> names, String wanted, String what) {
    return ALL.stream()
        .filter(family -> names.apply(family).contains(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new ModelLoadException(
                    "%s '%s' is not supported; supported: %s"
                        .formatted(
                            what,
                            wanted,
                            ALL.stream()
                                .flatMap(family -> names.apply(family).stream())
                                .sorted()
                                .collect(Collectors.joining(", ")))));
  }
}
