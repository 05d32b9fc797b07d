package dev.sluice.engine.model;

import dev.sluice.engine.weights.StoredTypes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What can be said of a model without running it. Of one that cannot be served, all that was found
 * before the problem; the rest is null or empty.
 *
 * @param problem why it cannot be served, or null
 * @param format {@code GGUF} or {@code safetensors}, or null
 * @param files what it is made of
 * @param digest identifies settings and weights, as {@link ModelDescription#weightsDigest}
 * @param architecture as the files call it
 * @param types stored values by element type, most values first
 * @param settings numbers and short texts, for a model whose structure is not known
 * @param structure what the decoder is made of
 * @param memory what serving it takes
 */
public record ModelReport(
    Path path,
    String problem,
    String format,
    List<StoredFile> files,
    String digest,
    String architecture,
    List<StoredTypes.Count> types,
    Map<String, Object> settings,
    Structure structure,
    Memory memory) {

  /** A file or one of a folder's. */
  public record StoredFile(String name, long bytes) {}

  /**
   * @param context longest sequence it was made for, with the rope scaling that was asked for
   * @param positions {@code rotary}, {@code learned}, {@code ALiBi} or {@code none}
   */
  public record Structure(
      int layers,
      int hidden,
      int heads,
      int kvHeads,
      int headDim,
      int vocabulary,
      int context,
      String norm,
      List<Network> feedForward,
      List<Window> windows,
      String positions,
      List<Rope> ropes) {}

  /**
   * Layers with the same feed-forward network.
   *
   * @param kind {@code plain}, {@code gated} or {@code experts}
   * @param width of its inside; of one expert
   * @param experts 0 without any
   * @param used experts per token
   */
  public record Network(
      int layers, String kind, int width, String activation, int experts, int used) {}

  /**
   * Layers with the same attention window.
   *
   * @param tokens 0 when a token sees all before it
   */
  public record Window(int layers, int tokens) {}

  /**
   * @param scaling {@code none}, {@code linear}, {@code dynamic}, {@code yarn}, {@code longrope} or
   *     {@code divisors}, which are Llama 3's
   * @param factor of the scaling, 1 where it has none
   * @param originalContext length that the scaling refers to
   */
  public record Rope(
      String scaling,
      double factor,
      int originalContext,
      double base,
      int dimensions,
      boolean interleaved) {}

  /**
   * Bytes for a number of sequences of a length at the same time.
   *
   * @param backend that holds them
   * @param weights in the backend's form
   * @param keysAndValues of all sequences
   * @param activations of one step, with its logits
   * @param free what this machine has left
   */
  public record Memory(
      String backend,
      int context,
      int sequences,
      long weights,
      long keysAndValues,
      long activations,
      long free) {

    public long total() {
      return weights + keysAndValues + activations;
    }
  }

  public long parameters() {
    return types.stream().mapToLong(StoredTypes.Count::values).sum();
  }

  public boolean canBeServed() {
    return problem == null;
  }
}
