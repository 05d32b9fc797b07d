package dev.sluice.engine.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.weights.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected types are those that llama-quantize (llama.cpp 0.5.0-dev) gives the same tensors. */
class TensorRulesTest {

  @ParameterizedTest
  @CsvSource({
    "Q4_K_M, Q6_K, Q6_K, Q4_K, Q4_K",
    "Q4_K_S, Q6_K, Q5_K, Q5_K, Q4_K",
    "Q5_K_M, Q6_K, Q6_K, Q5_K, Q5_K",
    "Q5_K_S, Q6_K, Q5_K, Q5_K, Q5_K",
    "Q6_K,   Q6_K, Q6_K, Q6_K, Q6_K",
    "Q4_0,   Q6_K, Q4_0, Q4_0, Q4_0",
    "Q8_0,   Q8_0, Q8_0, Q8_0, Q8_0",
    "F16,    F16,  F16,  F16,  F16"
  })
  void typeOf_matricesOfSixteenLayers_followsTheMixture(
      TargetType target,
      ElementType output,
      ElementType firstDown,
      ElementType thirdValues,
      ElementType query) {
    List<TensorInfo> model = model(256, 16);
    TensorRules rules = new TensorRules(target, "llama", model);
    assertThat(rules.typeOf(matrix("output.weight", 256))).isEqualTo(output);
    assertThat(rules.typeOf(matrix("blk.0.ffn_down.weight", 256))).isEqualTo(firstDown);
    assertThat(rules.typeOf(matrix("blk.3.attn_v.weight", 256))).isEqualTo(thirdValues);
    assertThat(rules.typeOf(matrix("blk.3.attn_q.weight", 256))).isEqualTo(query);
  }

  @ParameterizedTest
  @CsvSource({
    "blk.0.attn_norm.weight, 1",
    "blk.0.attn_q_norm.weight, 8",
    "blk.0.ffn_gate_inp.weight, 8",
    "blk.0.attn_q.bias, 1",
    "position_embd.weight, 64",
    "rope_freqs.weight, 1"
  })
  void typeOf_smallTensors_isF32InEveryFile(String name, int rows) {
    for (TargetType target : TargetType.values()) {
      TensorRules rules = new TensorRules(target, "llama", model(256, 2));
      TensorInfo tensor =
          new TensorInfo(name, ElementType.F16, rows == 1 ? List.of(256) : List.of(rows, 256));
      assertThat(rules.typeOf(tensor)).as("%s", target).isEqualTo(ElementType.F32);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Q4_K_M, 96, Q5_0",
    "Q5_K_S, 96, Q5_1",
    "Q6_K, 96, Q8_0",
    "Q4_K_M, 100, F16",
    "Q4_0, 100, F16",
    "Q4_0, 96, Q4_0",
    "F16, 100, F16"
  })
  void typeOf_rowsThatDoNotFit_fallsBack(TargetType target, int columns, ElementType expected) {
    TensorRules rules = new TensorRules(target, "llama", model(columns, 2));
    TensorInfo query = matrix("blk.0.attn_q.weight", columns);
    assertThat(rules.typeOf(query)).isEqualTo(expected);
    assertThat(rules.isFallback(query)).isEqualTo(expected != target.elements());
  }

  @Test
  void typeOf_tiedEmbedding_isTheOutputsType() {
    List<TensorInfo> tied = model(256, 2);
    tied.removeIf(tensor -> tensor.name().equals("output.weight"));
    TensorInfo embedding = matrix("token_embd.weight", 256);
    assertThat(new TensorRules(TargetType.Q4_0, "llama", tied).typeOf(embedding))
        .isEqualTo(ElementType.Q6_K);
    assertThat(new TensorRules(TargetType.Q4_0, "llama", model(256, 2)).typeOf(embedding))
        .isEqualTo(ElementType.Q4_0);
    assertThat(new TensorRules(TargetType.Q4_K_M, "falcon", tied).typeOf(embedding))
        .isEqualTo(ElementType.Q8_0);
  }

  @Test
  void typeOf_eightExperts_keepsKeysAndValuesFine() {
    List<TensorInfo> model = model(256, 2);
    model.add(new TensorInfo("blk.0.ffn_up_exps.weight", ElementType.F16, List.of(8, 512, 256)));
    TensorRules rules = new TensorRules(TargetType.Q4_K_M, "llama", model);
    assertThat(rules.typeOf(matrix("blk.0.attn_k.weight", 256))).isEqualTo(ElementType.Q8_0);
    assertThat(rules.typeOf(matrix("blk.0.attn_v.weight", 256))).isEqualTo(ElementType.Q8_0);
    assertThat(rules.typeOf(matrix("blk.0.attn_output.weight", 256))).isEqualTo(ElementType.Q5_K);
  }

  private static List<TensorInfo> model(int columns, int layers) {
    List<TensorInfo> tensors = new ArrayList<>();
    tensors.add(matrix("token_embd.weight", columns));
    tensors.add(matrix("output.weight", columns));
    tensors.add(matrix("blk." + (layers - 1) + ".attn_q.weight", columns));
    return tensors;
  }

  private static TensorInfo matrix(String name, int columns) {
    return new TensorInfo(name, ElementType.F16, List.of(64, columns));
  }
}
