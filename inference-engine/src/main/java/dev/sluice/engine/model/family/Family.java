package dev.sluice.engine.model.family;

import dev.sluice.engine.model.DecoderSpec;
import java.util.List;

/**
 * A model family: what its settings mean, and how a Hugging Face checkpoint of it is brought into
 * GGUF's form.
 */
interface Family {

  /** Values of {@code general.architecture}. */
  List<String> architectures();

  /** Values of {@code model_type} in {@code config.json}. */
  List<String> modelTypes();

  /** From settings in GGUF's form, which may come from a GGUF file. */
  DecoderSpec read(SpecReader in);

  /**
   * Writes settings and tensor recipes in GGUF's form, as llama.cpp's converter would, where it
   * knows the family.
   */
  void translate(CheckpointConfig config, Translation out);
}
