package dev.sluice.engine.generate;

import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.SamplingSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Builds requests for tests; each method changes one thing. */
record Requests(GenerateRequest request) {

  static Requests of(int maxOutputTokens, int... prompt) {
    return new Requests(
        new GenerateRequest(
            "request",
            null,
            prompt,
            0,
            maxOutputTokens,
            null,
            null,
            null,
            false,
            null,
            null,
            null,
            0,
            null));
  }

  static Requests of(int maxOutputTokens, String prompt) {
    return of(maxOutputTokens, new ByteTokenizer().encode(prompt, false));
  }

  static SamplingSpec seeded(long seed) {
    return new SamplingSpec(1.3f, 50, 0.9f, 0.01f, 1.2f, 0.3f, 0.2f, Map.of(65, 1f), seed);
  }

  Requests sampling(SamplingSpec spec) {
    GenerateRequest r = request;
    return with(
        r,
        r.promptIds(),
        r.deliveredTokens(),
        r.maxOutputTokens(),
        spec,
        r.stop(),
        r.stopTokenIds());
  }

  Requests stop(String... strings) {
    GenerateRequest r = request;
    return with(
        r,
        r.promptIds(),
        r.deliveredTokens(),
        r.maxOutputTokens(),
        r.sampling(),
        List.of(strings),
        r.stopTokenIds());
  }

  Requests stopTokens(Integer... ids) {
    GenerateRequest r = request;
    return with(
        r,
        r.promptIds(),
        r.deliveredTokens(),
        r.maxOutputTokens(),
        r.sampling(),
        r.stop(),
        List.of(ids));
  }

  /** Continues after ids that an earlier attempt delivered. */
  Requests continued(List<Integer> delivered) {
    GenerateRequest r = request;
    int[] ids = Arrays.copyOf(r.promptIds(), r.promptIds().length + delivered.size());
    for (int i = 0; i < delivered.size(); i++) {
      ids[r.promptIds().length + i] = delivered.get(i);
    }
    return with(
        r,
        ids,
        delivered.size(),
        r.maxOutputTokens() - delivered.size(),
        r.sampling(),
        r.stop(),
        r.stopTokenIds());
  }

  Requests ignoreEos() {
    GenerateRequest r = request;
    return new Requests(
        new GenerateRequest(
            r.requestId(),
            r.model(),
            r.promptIds(),
            r.deliveredTokens(),
            r.maxOutputTokens(),
            r.sampling(),
            r.stop(),
            r.stopTokenIds(),
            true,
            r.logprobs(),
            r.promptLogprobs(),
            r.cacheSalt(),
            r.priority(),
            r.tenant()));
  }

  Requests logprobs(Integer generated, Integer prompt) {
    GenerateRequest r = request;
    return new Requests(
        new GenerateRequest(
            r.requestId(),
            r.model(),
            r.promptIds(),
            r.deliveredTokens(),
            r.maxOutputTokens(),
            r.sampling(),
            r.stop(),
            r.stopTokenIds(),
            r.ignoreEos(),
            generated,
            prompt,
            r.cacheSalt(),
            r.priority(),
            r.tenant()));
  }

  Requests owner(String tenant, int priority, String salt) {
    GenerateRequest r = request;
    return new Requests(
        new GenerateRequest(
            r.requestId(),
            r.model(),
            r.promptIds(),
            r.deliveredTokens(),
            r.maxOutputTokens(),
            r.sampling(),
            r.stop(),
            r.stopTokenIds(),
            r.ignoreEos(),
            r.logprobs(),
            r.promptLogprobs(),
            salt,
            priority,
            tenant));
  }

  private static Requests with(
      GenerateRequest r,
      int[] ids,
      int delivered,
      int maxOutput,
      SamplingSpec sampling,
      List<String> stop,
      List<Integer> stopTokenIds) {
    return new Requests(
        new GenerateRequest(
            r.requestId(),
            r.model(),
            ids,
            delivered,
            maxOutput,
            sampling,
            stop,
            stopTokenIds,
            r.ignoreEos(),
            r.logprobs(),
            r.promptLogprobs(),
            r.cacheSalt(),
            r.priority(),
            r.tenant()));
  }
}
