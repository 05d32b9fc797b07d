package dev.sluice.codec.source;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code tokenizer.ggml.pre} calls the pre-tokenizers. The names are those of llama.cpp; the
 * first of each line is the one that is written.
 */
final class PreTokenizerNames {
  private static final Logger LOG = LoggerFactory.getLogger(PreTokenizerNames.class);

  private static final Map<PreTokenizers, List<String>> NAMES =
      Map.ofEntries(
          entry(
              PreTokenizers.GPT2,
              "gpt-2 gpt2 phi-2 jais jina-es jina-de jina-v2-es jina-v2-de jina-v2-code jina-v1-en"
                  + " a.x-4.0 mellum modern-bert roberta-bpe gigachat trillion granite-docling"
                  + " exaone4"),
          entry(PreTokenizers.GPT_NEOX, "olmo mpt gptneox gpt-neox"),
          entry(
              PreTokenizers.STARCODER,
              "starcoder refact command-r smollm codeshell exaone minerva-7b mellum2"),
          entry(PreTokenizers.FALCON, "falcon"),
          entry(
              PreTokenizers.LLAMA3,
              "llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano"
                  + " smaug-bpe"),
          entry(PreTokenizers.CHATGLM4, "chatglm-bpe dbrx"),
          entry(PreTokenizers.GLM4, "glm4 glm5"),
          entry(PreTokenizers.QWEN2, "qwen2 deepseek-r1-qwen megrez hunyuan kormo f2llmv2"),
          entry(PreTokenizers.STABLELM2, "stablelm2 solar-open grok-2"),
          entry(PreTokenizers.QWEN35, "qwen35"),
          entry(PreTokenizers.UFAKZEKA, "ufakzeka"),
          entry(PreTokenizers.LAGUNA, "laguna"),
          entry(PreTokenizers.MINICPM5, "minicpm5"),
          entry(PreTokenizers.JAIS2, "jais-2"),
          entry(PreTokenizers.SEED_CODER, "seed-coder"),
          entry(PreTokenizers.BAILINGMOE, "bailingmoe bailingmoe2 llada-moe"),
          entry(PreTokenizers.EXAONE_MOE, "exaone-moe"),
          entry(PreTokenizers.TEKKEN, "tekken"),
          entry(PreTokenizers.GPT4O, "gpt-4o llama4 minimax-m2 kanana2 talkie"),
          entry(PreTokenizers.GRANITE_EMBEDDING, "granite-embed-multi-97m"),
          entry(PreTokenizers.TINY_AYA, "tiny_aya cohere2moe"),
          entry(PreTokenizers.KIMI_K2, "kimi-k2"),
          entry(PreTokenizers.DEEPSEEK_LLM, "deepseek-llm"),
          entry(PreTokenizers.DEEPSEEK_CODER, "deepseek-coder"),
          entry(
              PreTokenizers.DEEPSEEK3, "deepseek-v3 deepseek-r1-v3 hunyuan-dense joyai-llm hy_v4"),
          entry(PreTokenizers.SPARK, "spark2_5"),
          entry(PreTokenizers.AFMOE, "afmoe"),
          entry(PreTokenizers.YOUTU, "youtu"),
          entry(PreTokenizers.BLOOM, "bloom poro-chat gpt3-finnish"),
          entry(PreTokenizers.VIKING, "viking"),
          entry(PreTokenizers.SUPERBPE, "superbpe"));

  private static final Map<String, PreTokenizers> BY_NAME = new HashMap<>();

  static {
    NAMES.forEach((pre, names) -> names.forEach(name -> BY_NAME.put(name, pre)));
  }

  private PreTokenizerNames() {}

  private static Map.Entry<PreTokenizers, List<String>> entry(PreTokenizers pre, String names) {
    return Map.entry(pre, List.of(names.split(" ")));
  }

  /** The name to write for a pre-tokenizer. */
  static String of(PreTokenizers pre) {
    return NAMES.get(pre).getFirst();
  }

  /**
   * The one a file means. Older files name none, or {@code default}: then the architecture tells
   * which vocabulary it is.
   */
  static PreTokenizers find(String name, String architecture) {
    String key = name == null ? "" : name.toLowerCase(Locale.ROOT);
    if (key.isEmpty() || key.equals("default")) {
      return ofArchitecture(architecture);
    }
    PreTokenizers known = BY_NAME.get(key);
    if (known == null) {
      LOG.warn("Unknown pre-tokenizer '{}': splitting text as GPT-2 does; ids may differ", name);
      return PreTokenizers.GPT2;
    }
    return known;
  }

  private static PreTokenizers ofArchitecture(String architecture) {
    return switch (architecture == null ? "" : architecture) {
      case "falcon" -> PreTokenizers.FALCON;
      case "starcoder", "starcoder2", "refact", "command-r" -> PreTokenizers.STARCODER;
      case "qwen2", "qwen2moe", "qwen3", "qwen3moe" -> PreTokenizers.QWEN2;
      case "gptneox", "mpt", "olmo" -> PreTokenizers.GPT_NEOX;
      case "bloom" -> PreTokenizers.BLOOM;
      default -> PreTokenizers.GPT2;
    };
  }
}
