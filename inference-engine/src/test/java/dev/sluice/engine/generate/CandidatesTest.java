package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.SamplingSpec;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.schedule.SchedulerLimits;
import dev.sluice.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A decoder that picks candidates: the same tokens as from whole rows, which nobody reads then. */
class CandidatesTest {
  private static final SamplingSpec GREEDY = SamplingSpec.greedy();

  private static FakeDecoder picking(FakeDecoder.Rule rule) {
    FakeDecoder decoder = new FakeDecoder(rule, 64, 64, 16);
    decoder.mostCandidates = 40;
    return decoder;
  }

  private static SteppedEngine engine(FakeDecoder decoder) {
    return new SteppedEngine(decoder, SchedulerLimits.of(64, 16, 8));
  }

  private static SamplingSpec sampled(int topK, float topP, float minP, long seed) {
    return new SamplingSpec(0.9f, topK, topP, minP, 1, 0, 0, Map.of(), seed);
  }

  @Test
  void tokens_ofCandidates_areThoseOfWholeRows() {
    FakeDecoder.Rule coarse =
        (tokens, length, out) -> {
          FakeDecoder.hashed(tokens, length, out);
          for (int i = 0; i < out.length; i++) {
            out[i] = Math.round(out[i] / 4); // many ties
          }
        };
    List<SamplingSpec> specs =
        List.of(GREEDY, sampled(1, 1, 0, 3), sampled(40, 1, 0, 4), sampled(17, 0.8f, 0.1f, 5));
    FakeDecoder picking = picking(coarse);
    assertThat(run(picking, specs)).isEqualTo(run(new FakeDecoder(coarse, 64, 64, 16), specs));
    assertThat(picking.rowsRead).hasValue(0);
  }

  @Test
  void rows_areRead_whereSomethingElseIsAskedOfThem() {
    List<SamplingSpec> specs =
        List.of(
            sampled(0, 1, 0, 1),
            sampled(0, 0.9f, 0, 1),
            sampled(41, 1, 0, 1),
            new SamplingSpec(0, 0, 1, 0, 1.2f, 0, 0, Map.of(), 0),
            new SamplingSpec(0, 0, 1, 0, 1, 0, 0, Map.of(3, 1f), 0));
    for (SamplingSpec spec : specs) {
      FakeDecoder picking = picking(FakeDecoder::hashed);
      List<List<Integer>> expected =
          run(new FakeDecoder(FakeDecoder::hashed, 64, 64, 16), List.of(spec));
      assertThat(run(picking, List.of(spec))).isEqualTo(expected);
      assertThat(picking.rowsRead).as("%s", spec).hasValue(expected.getFirst().size());
    }
  }

  @Test
  void logprobs_ofAGreedyStream_comeFromTheRow() {
    FakeDecoder picking = picking(FakeDecoder::hashed);
    SteppedEngine engine = engine(picking);
    SteppedEngine.Heard heard = engine.submit(Requests.of(4, "tell").logprobs(2, null));
    engine.runToEnd();
    assertThat(heard.ids).hasSize(4);
    assertThat(picking.rowsRead).hasValue(4);
  }

  @Test
  void nan_amongTheLogits_endsTheStreamAndNamesItsToken() {
    FakeDecoder.Rule broken =
        (tokens, length, out) -> {
          FakeDecoder.hashed(tokens, length, out);
          out[77] = Float.NaN;
          out[78] = Float.NaN;
        };
    SteppedEngine engine = engine(picking(broken));
    SteppedEngine.Heard heard = engine.submit(Requests.of(4, "tell"));
    engine.runToEnd();
    GenerateEvent last = heard.last();
    assertThat(last.error().code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(last.error().message()).contains("NaN as the logit of token 77");
  }

  private static List<List<Integer>> run(FakeDecoder decoder, List<SamplingSpec> specs) {
    SteppedEngine engine = engine(decoder);
    List<SteppedEngine.Heard> all = new ArrayList<>();
    for (SamplingSpec spec : specs) {
      all.add(engine.submit(Requests.of(20, "once upon").sampling(spec).ignoreEos()));
    }
    engine.runToEnd();
    return all.stream().map(heard -> heard.ids).toList();
  }

  /** Ids and logits of the best of a row. */
  static int pick(float[] row, int wanted, int[] ids, float[] logits) {
    int count = Math.min(wanted, row.length);
    int[] columns = new int[count];
    float[] values = new float[count];
    try (ComputeBackend scalar = new ScalarBackend()) {
      Tensor x = scalar.allocate("row", 1, row.length);
      scalar.write(x, 0, row, row.length);
      scalar.top(x, 1, count, columns, values);
    }
    Arrays.fill(ids, -1);
    System.arraycopy(columns, 0, ids, 0, count);
    System.arraycopy(values, 0, logits, 0, count);
    return count;
  }
}
