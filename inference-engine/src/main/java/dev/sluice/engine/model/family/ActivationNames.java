package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.model.ModelLoadException;

/** Names of activations. */
final class ActivationNames {
  private ActivationNames() {}

  /**
   * @param key where the name stands, for the message
   * @param name as transformers names it
   * @throws ModelLoadException when it is not supported
   */
  static Activation named(String key, String name) {
    return switch (name) {
      case "silu", "swish" -> Activation.SILU;
      case "gelu", "gelu_python" -> Activation.GELU;
      case "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_accurate" ->
          Activation.GELU_TANH;
      case "relu" -> Activation.RELU;
      case "relu2" -> Activation.RELU_SQUARED;
      case "quick_gelu" -> Activation.QUICK_GELU;
      default ->
          throw new ModelLoadException(
              ("'%s' is '%s', which is not supported; supported: silu, gelu, gelu_new,"
                      + " gelu_pytorch_tanh, gelu_fast, quick_gelu, relu, relu2")
                  .formatted(key, name));
    };
  }
}
