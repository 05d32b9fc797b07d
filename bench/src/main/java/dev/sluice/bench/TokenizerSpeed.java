package dev.sluice.bench;

import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Our side of {@code bench/tokenizers.sh}, which is the command that runs it. */
public final class TokenizerSpeed {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long WARM_UP_NANOS = 1_500_000_000L;

  private final Tokenizer tokenizer;
  private final String model;

  private TokenizerSpeed(Tokenizer tokenizer, String model) {
    this.tokenizer = tokenizer;
    this.model = model;
  }

  /**
   * @param args a {@code tokenizer.json} and the texts, one JSON object a line
   */
  public static void main(String[] args) throws IOException {
    Map<String, List<String>> warm = new LinkedHashMap<>();
    Map<String, List<String>> fresh = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of(args[1]))) {
      JsonNode text = JSON.readTree(line);
      (text.path("warm").asBoolean() ? warm : fresh)
          .computeIfAbsent(text.path("kind").asString(), any -> new ArrayList<>())
          .add(text.path("text").asString());
    }
    long start = System.nanoTime();
    try (Tokenizer tokenizer = Tokenizers.open(Path.of(args[0]))) {
      long opened = System.nanoTime();
      tokenizer.encode("a", false);
      System.err.printf(
          "%s: open %d ms, first text %d ms%n",
          args[0], (opened - start) / 1_000_000, (System.nanoTime() - opened) / 1_000_000);
      TokenizerSpeed speed = new TokenizerSpeed(tokenizer, args[0]);
      warm.forEach((kind, texts) -> speed.warmUp(texts));
      fresh.forEach(speed::report);
    }
  }

  private void warmUp(List<String> texts) {
    long end = System.nanoTime() + WARM_UP_NANOS;
    while (System.nanoTime() < end) {
      measure(texts);
    }
  }

  private void report(String kind, List<String> texts) {
    for (String pass : new String[] {"fresh", "again"}) {
      System.out.println(
          JSON.writeValueAsString(List.of(model, kind, pass, "sluice", "encode", measure(texts))));
    }
  }

  private double measure(List<String> texts) {
    long total = 0;
    int ids = 0;
    for (String text : texts) {
      long start = System.nanoTime();
      ids += tokenizer.encode(text, false).length;
      total += System.nanoTime() - start;
    }
    if (ids == 0) {
      throw new IllegalStateException("no ids");
    }
    return total / 1000.0 / texts.size();
  }
}
