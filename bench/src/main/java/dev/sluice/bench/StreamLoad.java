package dev.sluice.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Scanner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Concurrent streaming completions against any server that speaks the OpenAI protocol. */
public final class StreamLoad {
  private static final String[] WORDS = {
    "river", "stone", "light", "moon", "garden", "quiet", "engine", "north", "copper", "letter"
  };
  private static final Pattern COMPLETION_TOKENS =
      Pattern.compile("\"completion_tokens\": ?(\\d+)");
  private static final Pattern TEXT = Pattern.compile("\"text\": ?\"[^\"]");

  private final String url;
  private final String key;
  private final String model;

  /**
   * @param url without a path
   * @param model that completions are asked of
   */
  public StreamLoad(String url, String key, String model) {
    this.url = url;
    this.key = key;
    this.model = model;
  }

  /** So many random words, each about one token. */
  public static String words(Random random, int count) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < count; i++) {
      words.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    return words.toString();
  }

  /** Streams one completion for each prompt, all at once. */
  public StreamTimes run(List<String> prompts, int tokens)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<StreamTimes.Stream> streams = new ArrayList<>();
    // Connections of their own: an idle one may have been closed by the server.
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<StreamTimes.Stream>> running =
          prompts.stream()
              .map(prompt -> threads.submit(() -> stream(client, prompt, tokens)))
              .toList();
      for (Future<StreamTimes.Stream> stream : running) {
        streams.add(stream.get());
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
    return new StreamTimes(streams, System.nanoTime() - start);
  }

  private StreamTimes.Stream stream(HttpClient client, String prompt, int tokens)
      throws IOException, InterruptedException {
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

  private static StreamTimes.Stream read(InputStream events, long start) {
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
    return new StreamTimes.Stream(start, textNanos, count == 0 ? textNanos.size() : count);
  }
}
