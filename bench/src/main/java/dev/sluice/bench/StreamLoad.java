package dev.sluice.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Scanner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Concurrent streaming completions against any server that speaks the OpenAI protocol; prints
 * tokens per second over all streams, and latencies, one {@code name value} a line. Uses nothing
 * but the JDK, so that it runs from its source.
 *
 * <p>Run: {@code java bench/src/main/java/dev/sluice/bench/StreamLoad.java http://127.0.0.1:8080
 * KEY MODEL STREAMS TOKENS}
 */
public final class StreamLoad {
  private static final String[] WORDS = {
    "river", "stone", "light", "moon", "garden", "quiet", "engine", "north", "copper", "letter"
  };
  private static final int PROMPT_WORDS = 60;
  private static final Pattern COMPLETION_TOKENS =
      Pattern.compile("\"completion_tokens\": ?(\\d+)");
  private static final Pattern TEXT = Pattern.compile("\"text\": ?\"[^\"]");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final String key;
  private final String model;
  private final int tokens;

  private StreamLoad(String url, String key, String model, int tokens) {
    this.url = url;
    this.key = key;
    this.model = model;
    this.tokens = tokens;
  }

  /**
   * @param startNanos when the request was sent
   * @param textNanos when each piece of text came
   * @param tokens the server's own count
   */
  private record Outcome(long startNanos, List<Long> textNanos, int tokens) {}

  public static void main(String[] args) throws Exception {
    int streams = Integer.parseInt(args[3]);
    StreamLoad load = new StreamLoad(args[0], args[1], args[2], Integer.parseInt(args[4]));
    long seed = System.nanoTime(); // fresh prompts: a prefix cache must not answer for the engine
    long start = System.nanoTime();
    List<Outcome> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Outcome>> running = new ArrayList<>();
      for (int i = 0; i < streams; i++) {
        String prompt = prompt(new Random(seed + i));
        running.add(threads.submit(() -> load.run(prompt)));
      }
      for (Future<Outcome> outcome : running) {
        outcomes.add(outcome.get());
      }
    }
    report(outcomes, (System.nanoTime() - start) / 1e9);
  }

  private static String prompt(Random random) {
    StringBuilder prompt = new StringBuilder();
    for (int i = 0; i < PROMPT_WORDS; i++) {
      prompt.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    return prompt.append("and then").toString();
  }

  private Outcome run(String prompt) throws IOException, InterruptedException {
    String body =
        """
        {"model": "%s", "prompt": "%s", "max_tokens": %d, "temperature": 0, "stream": true,
         "ignore_eos": true, "stream_options": {"include_usage": true}}"""
            .formatted(model, prompt, tokens);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/v1/completions"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    long start = System.nanoTime();
    HttpResponse<InputStream> response =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream events = response.body()) {
      if (response.statusCode() != 200) {
        String answer = new String(events.readAllBytes(), StandardCharsets.UTF_8);
        throw new IOException("the server answered " + response.statusCode() + ": " + answer);
      }
      return read(events, start);
    }
  }

  private static Outcome read(InputStream events, long start) {
    List<Long> textNanos = new ArrayList<>();
    int count = 0;
    Scanner lines = new Scanner(events, StandardCharsets.UTF_8);
    while (lines.hasNextLine()) {
      String line = lines.nextLine();
      if (TEXT.matcher(line).find()) {
        textNanos.add(System.nanoTime());
      }
      Matcher usage = COMPLETION_TOKENS.matcher(line);
      if (usage.find()) {
        count = Integer.parseInt(usage.group(1));
      }
    }
    return new Outcome(start, textNanos, count == 0 ? textNanos.size() : count);
  }

  private static void report(List<Outcome> outcomes, double seconds) {
    List<Double> first = new ArrayList<>();
    List<Double> gaps = new ArrayList<>();
    int total = 0;
    for (Outcome outcome : outcomes) {
      total += outcome.tokens();
      long before = outcome.startNanos();
      for (int i = 0; i < outcome.textNanos().size(); i++) {
        (i == 0 ? first : gaps).add((outcome.textNanos().get(i) - before) / 1e6);
        before = outcome.textNanos().get(i);
      }
    }
    print("tok_per_s", total / seconds);
    print("tokens", total);
    print("ttft_p50_ms", percentile(first, 0.5));
    print("itl_p50_ms", percentile(gaps, 0.5));
    print("itl_p99_ms", percentile(gaps, 0.99));
  }

  private static double percentile(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))];
  }

  private static void print(String name, double value) {
    System.out.printf(Locale.ROOT, "%s %.2f%n", name, value);
  }
}
