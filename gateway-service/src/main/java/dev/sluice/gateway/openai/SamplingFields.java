package dev.sluice.gateway.openai;

import dev.sluice.contract.SamplingSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;

/** The fields that chat and completions share: how tokens are chosen and when to stop. */
final class SamplingFields {
  private static final int MAX_STOPS = 16;
  private static final double MAX_REPETITION_PENALTY = 100;
  private final Fields body;

  SamplingFields(Fields body) {
    this.body = body;
  }

  SamplingSpec sampling() {
    Integer topK = body.integer("top_k", -1, Integer.MAX_VALUE);
    Long seed = body.whole("seed");
    return new SamplingSpec(
        body.number("temperature", 0, 2, 1),
        topK == null || topK < 0 ? 0 : topK,
        body.number("top_p", Float.MIN_VALUE, 1, 1),
        body.number("min_p", 0, 1, 0),
        body.number("repetition_penalty", 0.01, MAX_REPETITION_PENALTY, 1),
        body.number("presence_penalty", -2, 2, 0),
        body.number("frequency_penalty", -2, 2, 0),
        logitBias(),
        seed == null ? ThreadLocalRandom.current().nextLong() : seed);
  }

  int n() {
    Integer n = body.integer("n", 1, 16);
    return n == null ? 1 : n;
  }

  /** A string or up to 16 of them. */
  List<String> stop() {
    JsonNode value = body.get("stop");
    if (value == null) {
      return List.of();
    }
    List<JsonNode> items = value.isArray() ? body.items("stop") : List.of(value);
    if (items.size() > MAX_STOPS) {
      throw body.invalid(
          "stop", "'stop' has %d strings, at most %d.".formatted(items.size(), MAX_STOPS));
    }
    List<String> stops = new ArrayList<>();
    for (JsonNode item : items) {
      if (!item.isString()) {
        throw body.wrongType("stop", "a string or an array of strings", item);
      }
      if (item.stringValue().isEmpty()) {
        throw body.invalid("stop", "'stop' has an empty string.");
      }
      stops.add(Json.wellFormed(item.stringValue()));
    }
    return stops;
  }

  List<Integer> stopTokenIds() {
    List<JsonNode> items = body.items("stop_token_ids");
    if (items == null) {
      return List.of();
    }
    return items.stream()
        .map(item -> body.integer(item, "stop_token_ids", 0, Integer.MAX_VALUE))
        .toList();
  }

  private Map<Integer, Float> logitBias() {
    Fields biases = body.object("logit_bias");
    if (biases == null) {
      return Map.of();
    }
    Map<Integer, Float> byId = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : biases.node().properties()) {
      byId.put(tokenId(entry.getKey()), body.number(entry.getValue(), "logit_bias", -100, 100));
    }
    return byId;
  }

  private int tokenId(String key) {
    if (!key.matches("\\d{1,9}")) {
      throw body.invalid("logit_bias", "The keys of 'logit_bias' must be token ids.");
    }
    return Integer.parseInt(key);
  }
}
