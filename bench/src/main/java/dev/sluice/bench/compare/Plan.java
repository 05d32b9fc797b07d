package dev.sluice.bench.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What is measured, from the environment: one variable for each component, with the name in capital
 * letters.
 *
 * @param parts of {@code bench}, {@code start}, {@code http} and {@code prefix}
 * @param rounds turns of each engine in each part
 * @param prompts prompt lengths of prefill tests
 * @param depths tokens in the cache before decode tests
 * @param generated tokens of a decode test
 * @param streams numbers of concurrent streams
 * @param streamTokens tokens that each stream generates
 * @param prefixWords length of the shared prefix, in words of about one token
 * @param threads compute threads of both engines
 * @param backend that computes for Sluice
 */
record Plan(
    Set<String> parts,
    int rounds,
    List<Integer> prompts,
    List<Integer> depths,
    int generated,
    List<Integer> streams,
    int streamTokens,
    int prefixWords,
    int threads,
    String backend) {
  private static final int CONTEXT = 2048;

  static Plan ofEnvironment() {
    return new Plan(
        Set.of(text("PARTS", "bench,start,http,prefix").split(",")),
        number("ROUNDS", 5),
        numbers("PROMPTS", "32,256,1024"),
        numbers("DEPTHS", "0,1024"),
        number("GENERATED", 64),
        numbers("STREAMS", "1,4,16"),
        number("STREAM_TOKENS", 64),
        number("PREFIX_WORDS", 512),
        number("THREADS", Runtime.getRuntime().availableProcessors()),
        text("BACKEND", "auto"));
  }

  static String prefill(int tokens) {
    return "pp" + tokens;
  }

  static String decode(int tokens, int depth) {
    return "tg" + tokens + (depth == 0 ? "" : " @ d" + depth);
  }

  /** Slots of the servers. */
  int slots() {
    return streams.stream().mapToInt(Integer::intValue).max().orElse(1);
  }

  /** Tokens of the servers' key/value caches, all slots together. */
  int serverContext() {
    return slots() * CONTEXT;
  }

  private static String text(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? otherwise : value;
  }

  private static int number(String name, int otherwise) {
    return Integer.parseInt(text(name, "" + otherwise));
  }

  private static List<Integer> numbers(String name, String otherwise) {
    return Arrays.stream(text(name, otherwise).split(",")).map(Integer::valueOf).toList();
  }
}
