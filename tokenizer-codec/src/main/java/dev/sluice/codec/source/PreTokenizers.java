package dev.sluice.codec.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pre-tokenizers that GGUF files name in {@code tokenizer.ggml.pre}, as the original {@code
 * tokenizer.json} of each family writes them. Names are those of llama.cpp.
 */
enum PreTokenizers {
  GPT2(Flags.PLAIN),
  /** The GPT-NeoX vocabulary (Pythia, Dolly, MPT, OLMo) normalises to NFC and splits as GPT-2. */
  GPT_NEOX(Flags.NFC),
  LLAMA3(Flags.WHOLE_WORDS_FIRST, contractionsAnd("\\p{L}+", "\\p{N}{1,3}")),
  QWEN2(Flags.NFC, contractionsAnd("\\p{L}+", "\\p{N}")),
  STABLELM2(Flags.PLAIN, contractionsAnd("\\p{L}+", "\\p{N}")),
  CHATGLM4(Flags.PLAIN, contractionsAnd("\\p{L}+", "\\p{N}{1,3}")),
  QWEN35(
      Flags.NFC,
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),
  FALCON(Flags.PLAIN),
  STARCODER(Flags.PLAIN),
  TEKKEN(Flags.WHOLE_WORDS_FIRST, casedWords("") + "|\\p{N}" + Parts.PUNCTUATION_WITH_SLASH),
  GPT4O(
      Flags.PLAIN,
      casedWords("(?i:'s|'t|'re|'ve|'m|'ll|'d)?") + "|\\p{N}{1,3}" + Parts.PUNCTUATION_WITH_SLASH),
  DEEPSEEK_LLM(
      Flags.PLAIN,
      "[\\r\\n]",
      "\\s?[\\p{Lu}\\p{Ll}\\p{Lt}]+",
      "\\s?[!-/:-~！-／：-～‘-‟　-。]+",
      "\\s+$",
      Parts.CJK,
      "\\p{N}+"),
  DEEPSEEK_CODER(Flags.PLAIN, "[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", Parts.CJK, "\\p{N}"),
  DEEPSEEK3(
      Flags.PLAIN,
      "\\p{N}{1,3}",
      "[一-龥぀-ゟ゠-ヿ]+",
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
          + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*"
          + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");

  private static final Logger LOG = LoggerFactory.getLogger(PreTokenizers.class);

  private enum Flags {
    PLAIN,
    NFC,
    /** A word that is a token by itself is taken before any merge ({@code ignore_merges}). */
    WHOLE_WORDS_FIRST
  }

  private static final class Parts {
    static final String PUNCTUATION_WITH_SLASH =
        "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    static final String CJK = "[一-龥ࠀ-一가-퟿]+";
  }

  private final Flags flag;
  private final List<String> patterns;

  PreTokenizers(Flags flag, String... patterns) {
    this.flag = flag;
    this.patterns = List.of(patterns);
  }

  private static String contractionsAnd(String letters, String digits) {
    return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?"
        + letters
        + "|"
        + digits
        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  }

  private static String casedWords(String suffix) {
    String upper = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    String lower = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    String before = "[^\\r\\n\\p{L}\\p{N}]?";
    return before + upper + "*" + lower + "+" + suffix + "|" + before + upper + "+" + lower + "*"
        + suffix;
  }

  /**
   * The one a file means. Older files name none, or {@code default}: then the architecture tells
   * which vocabulary it is.
   */
  static PreTokenizers named(String name, String architecture) {
    String key = name == null ? "" : name.toLowerCase(Locale.ROOT);
    return switch (key) {
      case "", "default" -> ofArchitecture(architecture);
      case "gpt-2",
          "gpt2",
          "phi-2",
          "jais",
          "jina-es",
          "jina-de",
          "jina-v2-es",
          "jina-v2-de",
          "jina-v2-code",
          "jina-v1-en",
          "a.x-4.0",
          "mellum",
          "modern-bert",
          "roberta-bpe",
          "gigachat",
          "trillion",
          "granite-docling",
          "exaone4" ->
          GPT2;
      case "mpt", "olmo", "gptneox", "gpt-neox", "dbrx-neox" -> GPT_NEOX;
      case "llama3",
          "llama-v3",
          "llama-bpe",
          "falcon3",
          "falcon-h1",
          "pixtral",
          "midm-2.0",
          "lfm2",
          "dbrx",
          "smaug-bpe" ->
          LLAMA3;
      case "qwen2", "deepseek-r1-qwen", "megrez", "hunyuan", "kormo", "f2llmv2" -> QWEN2;
      case "qwen35" -> QWEN35;
      case "stablelm2", "solar-open", "grok-2" -> STABLELM2;
      case "chatglm-bpe", "glm4" -> CHATGLM4;
      case "falcon" -> FALCON;
      case "starcoder",
          "refact",
          "command-r",
          "smollm",
          "codeshell",
          "exaone",
          "minerva-7b",
          "mellum2" ->
          STARCODER;
      case "tekken" -> TEKKEN;
      case "gpt-4o", "llama4", "minimax-m2", "kanana2" -> GPT4O;
      case "deepseek-llm" -> DEEPSEEK_LLM;
      case "deepseek-coder" -> DEEPSEEK_CODER;
      case "deepseek-v3", "deepseek-r1-v3", "hunyuan-dense" -> DEEPSEEK3;
      default -> unknown(name);
    };
  }

  private static PreTokenizers ofArchitecture(String architecture) {
    return switch (architecture == null ? "" : architecture) {
      case "falcon" -> FALCON;
      case "starcoder", "starcoder2", "refact", "command-r" -> STARCODER;
      case "qwen2", "qwen2moe", "qwen3", "qwen3moe" -> QWEN2;
      case "gptneox", "mpt", "olmo" -> GPT_NEOX;
      default -> GPT2;
    };
  }

  private static PreTokenizers unknown(String name) {
    LOG.warn("Unknown pre-tokenizer '{}': splitting text as GPT-2 does; ids may differ", name);
    return GPT2;
  }

  boolean takesWholeWordsFirst() {
    return flag == Flags.WHOLE_WORDS_FIRST;
  }

  boolean startsWithBosByDefault() {
    return this == LLAMA3;
  }

  /** Writes {@code normalizer} and {@code pre_tokenizer}. */
  void describe(ObjectNode definition) {
    if (flag == Flags.NFC) {
      definition.putObject("normalizer").put("type", "NFC");
    } else {
      definition.putNull("normalizer");
    }
    ObjectNode sequence = definition.putObject("pre_tokenizer").put("type", "Sequence");
    ArrayNode steps = sequence.putArray("pretokenizers");
    steps().forEach(steps::add);
  }

  private List<ObjectNode> steps() {
    List<ObjectNode> steps = new ArrayList<>();
    if (this == FALCON) {
      steps.add(step("Punctuation").put("behavior", "Contiguous"));
      steps.add(byteLevel(true));
      steps.add(step("Digits").put("individual_digits", false));
      steps.add(split("[0-9][0-9][0-9]"));
      return steps;
    }
    if (this == STARCODER) {
      steps.add(step("Digits").put("individual_digits", true));
    }
    patterns.forEach(pattern -> steps.add(split(pattern)));
    steps.add(byteLevel(patterns.isEmpty()));
    return steps;
  }

  private static ObjectNode step(String type) {
    return Json.MAPPER.createObjectNode().put("type", type);
  }

  private static ObjectNode split(String regex) {
    ObjectNode split = step("Split").put("behavior", "Isolated").put("invert", false);
    split.putObject("pattern").put("Regex", regex);
    return split;
  }

  static ObjectNode byteLevel(boolean splitsAsGpt2) {
    return step("ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", splitsAsGpt2);
  }
}
