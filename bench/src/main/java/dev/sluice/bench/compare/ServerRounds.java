package dev.sluice.bench.compare;

import dev.sluice.bench.StreamLoad;
import dev.sluice.bench.StreamTimes;
import dev.sluice.bench.compare.Samples.Cell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** The cells that want servers: starts, loads, shared prefixes, memory. */
final class ServerRounds {
  private static final int PROMPT_WORDS = 60;
  private static final int TAIL_WORDS = 20;
  private static final int WARM_REQUESTS = 4;
  private static final int MOST_WARM_TURNS = 30;
  private static final int STEADY_TURNS = 4;
  private static final double CLEARLY_FASTER = 1.02;

  private final List<Contender> contenders;
  private final Path model;
  private final Plan plan;
  private final Path folder;
  private final Samples samples;
  // Fresh prompts in every run, the same for both engines.
  private final Random random = new Random();

  ServerRounds(List<Contender> contenders, Path model, Plan plan, Path folder, Samples samples) {
    this.contenders = contenders;
    this.model = model;
    this.plan = plan;
    this.folder = folder;
    this.samples = samples;
  }

  /** From the start of a process to its first streamed token; one start before is not counted. */
  void starts() throws IOException, InterruptedException {
    for (int round = 0; round <= plan.rounds(); round++) {
      for (Contender contender : contenders) {
        try (Server server = contender.serve(model, plan, folder)) {
          StreamLoad load = server.await();
          double ready = server.seconds() * 1000;
          StreamTimes times = load.run(List.of("Once upon a time"), 4);
          if (round > 0) {
            add(Cell.millis("start to first token"), server, ready + times.firstTextMillis(0));
          }
        }
      }
    }
  }

  /** Both servers are up, one at a time is asked. */
  void loads() throws IOException, InterruptedException {
    Map<Server, StreamLoad> servers = new LinkedHashMap<>();
    try {
      for (Contender contender : contenders) {
        Server server = contender.serve(model, plan, folder);
        servers.put(server, null);
        servers.put(server, server.await());
      }
      for (Map.Entry<Server, StreamLoad> entry : servers.entrySet()) {
        warmUp(entry.getKey(), entry.getValue());
      }
      for (int round = 0; round <= plan.rounds(); round++) {
        round(servers, round > 0);
      }
      for (Server server : servers.keySet()) {
        add(new Cell("resident", "MiB", false), server, server.residentMebibytes());
      }
    } finally {
      servers.keySet().forEach(Server::close);
    }
  }

  /**
   * The largest load until no turn is clearly faster than those before it: a server in production
   * has been running for longer than the minute in which Java compiles what is used. What the first
   * turn gave is a cell of its own.
   */
  private void warmUp(Server server, StreamLoad load) throws IOException, InterruptedException {
    double best = 0;
    int steady = 0;
    for (int turn = 0; turn < MOST_WARM_TURNS && steady < STEADY_TURNS; turn++) {
      List<String> prompts = prompts(random, "", PROMPT_WORDS, plan.slots());
      double rate = load.run(prompts, plan.streamTokens()).tokensPerSecond();
      if (turn == 0) {
        add(Cell.rate("first http " + plan.slots()), server, rate);
      }
      steady = rate > best * CLEARLY_FASTER ? 0 : steady + 1;
      best = Math.max(best, rate);
    }
  }

  /** The first round is not counted. */
  private void round(Map<Server, StreamLoad> servers, boolean isCounted)
      throws IOException, InterruptedException {
    long seed = random.nextLong();
    for (Map.Entry<Server, StreamLoad> entry : servers.entrySet()) {
      if (plan.parts().contains("http")) {
        for (int streams : plan.streams()) {
          List<String> prompts = prompts(new Random(seed + streams), "", PROMPT_WORDS, streams);
          StreamTimes times = entry.getValue().run(prompts, plan.streamTokens());
          if (isCounted) {
            addLoad("http " + streams, entry.getKey(), times);
          }
        }
      }
      if (plan.parts().contains("prefix")) {
        prefix(entry.getKey(), entry.getValue(), new Random(seed), isCounted);
      }
    }
  }

  private void addLoad(String name, Server server, StreamTimes times) {
    add(Cell.rate(name), server, times.tokensPerSecond());
    add(Cell.millis(name + " first p50"), server, times.firstTextMillis(0.5));
    add(Cell.millis(name + " next p50"), server, times.gapMillis(0.5));
    add(Cell.millis(name + " next p99"), server, times.gapMillis(0.99));
  }

  private void prefix(Server server, StreamLoad load, Random random, boolean isCounted)
      throws IOException, InterruptedException {
    String prefix = StreamLoad.words(random, plan.prefixWords());
    StreamTimes cold = load.run(prompts(random, prefix, TAIL_WORDS, 1), 2);
    for (int i = 0; i < WARM_REQUESTS; i++) {
      StreamTimes warm = load.run(prompts(random, prefix, TAIL_WORDS, 1), 2);
      if (isCounted) {
        add(Cell.millis("prefix warm first"), server, warm.firstTextMillis(0));
      }
    }
    StreamTimes all =
        load.run(prompts(random, prefix, TAIL_WORDS, plan.slots()), plan.streamTokens());
    if (isCounted) {
      add(Cell.millis("prefix cold first"), server, cold.firstTextMillis(0));
      addLoad("prefix http " + plan.slots(), server, all);
    }
  }

  private static List<String> prompts(Random random, String prefix, int words, int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> prefix + StreamLoad.words(random, words) + "and then")
        .toList();
  }

  private void add(Cell cell, Server server, double value) {
    samples.add(cell, server.name(), value);
  }
}
