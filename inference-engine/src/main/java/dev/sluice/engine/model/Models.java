package dev.sluice.engine.model;

import dev.sluice.codec.gguf.GgufException;
import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.engine.compute.BackendUnavailableException;
import dev.sluice.engine.compute.Backends;
import dev.sluice.engine.model.family.Families;
import dev.sluice.engine.weights.GgufWeights;
import dev.sluice.engine.weights.SafetensorsCheckpoint;
import dev.sluice.engine.weights.WeightException;
import dev.sluice.engine.weights.WeightStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens models. */
public final class Models {
  private Models() {}

  /**
   * Opens a GGUF file, the only one in a folder, or a Hugging Face folder, for serving.
   *
   * @throws ModelLoadException when it is missing, damaged, of an unsupported kind, or too large
   *     for this machine
   */
  public static Decoder open(Path model, DecoderOptions options) {
    WeightStore weights = openWeights(model);
    Placement placement = null;
    try {
      DecoderSpec spec = spec(weights, options);
      int context = context(spec, options);
      Backends.Choice choice = Backends.choose(options.backend());
      placement =
          Placement.open(spec, weights, context, choice.provider(), threads(options), options);
      ModelDescription description =
          describe(spec, weights, context, placement.describe() + ": " + choice.reason());
      return new TransformerDecoder(
          description,
          spec,
          weights,
          placement.backends(),
          placement.split(),
          placement.kvBlocks(),
          options);
    } catch (WeightException | ModelLoadException e) {
      release(placement, weights);
      throw new ModelLoadException(model + ": " + e.getMessage(), e);
    } catch (BackendUnavailableException e) {
      release(placement, weights);
      throw new ModelLoadException(e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      release(placement, weights);
      throw new ModelLoadException(model + " does not fit into memory: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      release(placement, weights);
      throw e;
    }
  }

  /**
   * A model's settings and tensors in GGUF's form, without anything to run them.
   *
   * @throws ModelLoadException when it is missing, damaged or of an unsupported kind
   */
  public static WeightStore openWeights(Path model) {
    if (!Files.exists(model)) {
      throw new ModelLoadException("there is no model at " + model);
    }
    try {
      Optional<Path> gguf = GgufFile.locate(model);
      if (gguf.isPresent()) {
        return openGguf(gguf.get());
      }
      if (SafetensorsCheckpoint.isCheckpoint(model)) {
        return Families.openCheckpoint(model);
      }
    } catch (GgufException e) {
      throw new ModelLoadException(e.getMessage(), e);
    } catch (WeightException | ModelLoadException e) {
      throw new ModelLoadException(model + ": " + e.getMessage(), e);
    }
    throw new ModelLoadException(
        model
            + (Files.isDirectory(model)
                ? " holds neither a GGUF file nor a Hugging Face checkpoint with a config.json"
                : " is not a GGUF file"));
  }

  /**
   * The longest sequence of a model with that scaling of positions, null for its own.
   *
   * @throws ModelLoadException when the model cannot be read or has no rotary positions
   */
  public static int contextLength(Path model, RopeOverride scaling) {
    try (WeightStore weights = openWeights(model)) {
      DecoderSpec spec = Families.read(weights);
      return scaling == null ? spec.trainedContext() : spec.with(scaling).trainedContext();
    } catch (WeightException e) {
      throw new ModelLoadException(model + ": " + e.getMessage(), e);
    }
  }

  private static WeightStore openGguf(Path path) {
    GgufFile file = GgufFile.open(path);
    try {
      return new GgufWeights(file);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static void release(Placement placement, WeightStore weights) {
    if (placement != null) {
      placement.close();
    }
    weights.close();
  }

  static DecoderSpec spec(WeightStore weights, DecoderOptions options) {
    DecoderSpec spec = Families.read(weights);
    return options.ropeScaling() == null ? spec : spec.with(options.ropeScaling());
  }

  static int context(DecoderSpec spec, DecoderOptions options) {
    int asked = options.contextLength();
    if (asked < 0) {
      throw new ModelLoadException("a context of " + asked + " tokens is not possible");
    }
    if (spec.learnedPositions() > 0 && asked > spec.learnedPositions()) {
      throw new ModelLoadException(
          "a context of %d tokens is not possible: the model has learned %d positions"
              .formatted(asked, spec.learnedPositions()));
    }
    return asked == 0 ? spec.trainedContext() : asked;
  }

  private static int threads(DecoderOptions options) {
    return options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
  }

  private static ModelDescription describe(
      DecoderSpec spec, WeightStore weights, int context, String backend) {
    String fileName = weights.path().toAbsolutePath().normalize().getFileName().toString();
    return new ModelDescription(
        fileName.replaceFirst("(?i)\\.gguf$", ""),
        spec.architecture(),
        weights.commonestType().name(),
        weights.parameters(),
        spec.layers().size(),
        spec.vocabSize(),
        context,
        spec.trainedContext(),
        weights.digest(),
        backend);
  }
}
