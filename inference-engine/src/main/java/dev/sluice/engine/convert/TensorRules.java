package dev.sluice.engine.convert;

import static dev.sluice.engine.tensor.ElementType.F16;
import static dev.sluice.engine.tensor.ElementType.F32;
import static dev.sluice.engine.tensor.ElementType.Q4_K;
import static dev.sluice.engine.tensor.ElementType.Q5_0;
import static dev.sluice.engine.tensor.ElementType.Q5_1;
import static dev.sluice.engine.tensor.ElementType.Q5_K;
import static dev.sluice.engine.tensor.ElementType.Q6_K;
import static dev.sluice.engine.tensor.ElementType.Q8_0;

import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.weights.TensorInfo;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which type each tensor gets; the choices are those of llama.cpp's {@code llama-quantize}, so that
 * files of the same name hold the same mixture.
 *
 * <ul>
 *   <li>Vectors, norms, expert routers and position embeddings are small and matter much: F32.
 *   <li>The output matrix (also as tied embeddings) gets Q6_K in every quantised file but Q8_0.
 *   <li>In the K mixtures the values' projection and the second feed-forward matrix get more bits,
 *       in {@code _M} in the first and last eighth of the layers and in every third between.
 *   <li>With eight experts, keys and values are a small part of the file: Q8_0.
 *   <li>Rows that are no multiple of 256 cannot hold a K type: Q4_K becomes Q5_0, Q5_K becomes
 *       Q5_1, Q6_K becomes Q8_0; rows that are no multiple of 32 become F16.
 * </ul>
 */
final class TensorRules {
  private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,6})\\..*");
  private static final List<String> UNTOUCHED =
      List.of(
          "_norm.weight",
          "ffn_gate_inp",
          "position_embd",
          "token_types",
          "ssm_conv1d",
          "shortconv.conv");

  private final TargetType target;
  private final boolean isFalcon;
  private final boolean isTied;
  private final int layers;
  private final boolean hasEightExperts;

  TensorRules(TargetType target, String architecture, Collection<TensorInfo> tensors) {
    this.target = target;
    this.isFalcon = architecture.equals("falcon");
    this.isTied = tensors.stream().noneMatch(t -> t.name().equals("output.weight"));
    this.layers = tensors.stream().mapToInt(t -> layer(t.name()) + 1).max().orElse(0);
    this.hasEightExperts =
        tensors.stream()
            .anyMatch(
                t ->
                    t.name().endsWith("_exps.weight")
                        && t.shape().size() == 3
                        && t.shape().getFirst() == 8);
  }

  ElementType typeOf(TensorInfo tensor) {
    if (isUntouched(tensor)) {
      return F32;
    }
    return target.isQuantized() ? fitting(wanted(tensor), tensor.columns()) : target.elements();
  }

  /** Whether rows of this tensor are too short for the type that the rules want. */
  boolean isFallback(TensorInfo tensor) {
    return target.isQuantized() && !isUntouched(tensor) && typeOf(tensor) != wanted(tensor);
  }

  private static boolean isUntouched(TensorInfo tensor) {
    String name = tensor.name();
    return tensor.rows() == 1
        || tensor.shape().size() < 2
        || !name.endsWith("weight")
        || UNTOUCHED.stream().anyMatch(name::contains);
  }

  private ElementType wanted(TensorInfo tensor) {
    String name = tensor.name();
    if (name.equals("output.weight") || isTied && name.equals("token_embd.weight")) {
      return isFalcon || target == TargetType.Q8_0 ? Q8_0 : Q6_K;
    }
    if (isAny(name, "attn_v.weight", "attn_qkv.weight", "attn_kv_b.weight")) {
      return hasEightExperts ? Q8_0 : ofValues(layer(name));
    }
    if (name.contains("attn_k.weight") && hasEightExperts) {
      return Q8_0;
    }
    if (name.contains("ffn_down")) {
      return ofFeedForward(layer(name));
    }
    if (name.contains("attn_output.weight") && hasEightExperts && target.elements() == Q4_K) {
      return Q5_K;
    }
    return target.elements();
  }

  private ElementType ofValues(int layer) {
    return switch (target) {
      case Q4_K_M, Q5_K_M -> deservesMore(layer) ? Q6_K : target.elements();
      case Q4_K_S -> layer < 4 ? Q5_K : Q4_K;
      default -> target.elements();
    };
  }

  private ElementType ofFeedForward(int layer) {
    return switch (target) {
      case Q4_K_M -> {
        if (isFalcon) {
          ElementType later = deservesMore(layer) ? Q5_K : Q4_K;
          yield layer < layers / 16 ? Q6_K : later;
        }
        yield deservesMore(layer) ? Q6_K : Q4_K;
      }
      case Q5_K_M -> deservesMore(layer) ? Q6_K : Q5_K;
      case Q4_K_S -> !isFalcon && layer < layers / 8 ? Q5_K : Q4_K;
      default -> target.elements();
    };
  }

  private boolean deservesMore(int layer) {
    int eighth = layers / 8;
    return layer < eighth || layer >= 7 * layers / 8 || (layer - eighth) % 3 == 2;
  }

  private static ElementType fitting(ElementType wanted, int columns) {
    if (columns % wanted.blockElements() == 0) {
      return wanted;
    }
    ElementType smaller =
        switch (wanted) {
          case Q4_K -> Q5_0;
          case Q5_K -> Q5_1;
          case Q6_K -> Q8_0;
          default -> F16;
        };
    return columns % smaller.blockElements() == 0 ? smaller : F16;
  }

  private static boolean isAny(String name, String... parts) {
    for (String part : parts) {
      if (name.contains(part)) {
        return true;
      }
    }
    return false;
  }

  private static int layer(String name) {
    Matcher matcher = LAYER.matcher(name);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }
}
