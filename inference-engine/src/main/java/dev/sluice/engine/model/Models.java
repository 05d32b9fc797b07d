package dev.sluice.engine.model;

import dev.sluice.codec.gguf.GgufException;
import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.engine.compute.BackendUnavailableException;
import dev.sluice.engine.compute.Backends;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.model.family.LlamaFamily;
import dev.sluice.engine.weights.GgufWeights;
import dev.sluice.engine.weights.WeightException;
import dev.sluice.engine.weights.WeightStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens models. */
public final class Models {
  private Models() {}

  /**
   * Opens a GGUF file, or the only one in a folder, for serving.
   *
   * @throws ModelLoadException when it is missing, damaged, of an unsupported kind, or too large
   *     for this machine
   */
  public static Decoder open(Path model, DecoderOptions options) {
    if (!Files.exists(model)) {
      throw new ModelLoadException("there is no model at " + model);
    }
    try {
      Path file =
          GgufFile.locate(model)
              .orElseThrow(
                  () ->
                      new ModelLoadException(
                          model
                              + (Files.isDirectory(model)
                                  ? " holds no GGUF file; other formats are not supported"
                                  : " is not a GGUF file")));
      return open(GgufFile.open(file), options);
    } catch (GgufException e) {
      throw new ModelLoadException(e.getMessage(), e);
    }
  }

  private static Decoder open(GgufFile file, DecoderOptions options) {
    ComputeBackend backend = null;
    try {
      WeightStore weights = new GgufWeights(file);
      DecoderSpec spec = spec(file, weights);
      int context = context(spec, options);
      int blocks = KvBudget.blocks(spec, context, options.kvCacheBytes(), file.data().byteSize());
      Backends.Choice choice = Backends.choose(options.backend());
      backend = choice.provider().open(threads(options));
      ModelDescription description =
          describe(file, spec, weights, context, backend.describe() + ": " + choice.reason());
      return new TransformerDecoder(description, spec, weights, backend, blocks, options);
    } catch (GgufException | WeightException | ModelLoadException e) {
      release(backend, file);
      throw new ModelLoadException(file.path() + ": " + e.getMessage(), e);
    } catch (BackendUnavailableException e) {
      release(backend, file);
      throw new ModelLoadException(e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      release(backend, file);
      throw new ModelLoadException(file.path() + " does not fit into memory: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      release(backend, file);
      throw e;
    }
  }

  private static void release(ComputeBackend backend, GgufFile file) {
    if (backend != null) {
      backend.close();
    }
    file.close();
  }

  private static DecoderSpec spec(GgufFile file, WeightStore weights) {
    String architecture = file.text("general.architecture");
    if (architecture == null) {
      throw new ModelLoadException("the metadata has no 'general.architecture'");
    }
    return switch (architecture) {
      case "llama" -> LlamaFamily.read(file, weights);
      default ->
          throw new ModelLoadException(
              "architecture '" + architecture + "' is not supported; supported: llama");
    };
  }

  private static int context(DecoderSpec spec, DecoderOptions options) {
    if (options.contextLength() < 0) {
      throw new ModelLoadException(
          "a context of " + options.contextLength() + " tokens is not possible");
    }
    return options.contextLength() == 0 ? spec.trainedContext() : options.contextLength();
  }

  private static int threads(DecoderOptions options) {
    return options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
  }

  private static ModelDescription describe(
      GgufFile file, DecoderSpec spec, WeightStore weights, int context, String backend) {
    String fileName = file.path().getFileName().toString();
    return new ModelDescription(
        fileName.replaceFirst("(?i)\\.gguf$", ""),
        spec.architecture(),
        GgufWeights.commonest(weights.parametersByType()).name(),
        weights.parameters(),
        spec.layers(),
        spec.vocabSize(),
        context,
        spec.trainedContext(),
        weights.digest(),
        backend);
  }
}
