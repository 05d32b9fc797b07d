package dev.sluice.codec.source;

import static dev.sluice.codec.source.PreTokenizers.Flag.BOS;
import static dev.sluice.codec.source.PreTokenizers.Flag.DIGITS_FIRST;
import static dev.sluice.codec.source.PreTokenizers.Flag.NFC;
import static dev.sluice.codec.source.PreTokenizers.Flag.WHOLE_WORDS_FIRST;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pre-tokenizers of byte-level vocabularies that GGUF files name in {@code tokenizer.ggml.pre},
 * as the original {@code tokenizer.json} of each family writes them. Their names are in {@link
 * PreTokenizerNames}.
 */
enum PreTokenizers {
  GPT2(Set.of()),
  /** The GPT-NeoX vocabulary (Pythia, Dolly, MPT, OLMo) normalises to NFC and splits as GPT-2. */
  GPT_NEOX(Set.of(NFC)),
  STARCODER(Set.of(DIGITS_FIRST)),
  FALCON(Set.of()),
  LLAMA3(Set.of(WHOLE_WORDS_FIRST, BOS), Patterns.words("\\p{L}+", "\\p{N}{1,3}")),
  CHATGLM4(Set.of(), Patterns.words("\\p{L}+", "\\p{N}{1,3}")),
  GLM4(Set.of(WHOLE_WORDS_FIRST), Patterns.words("\\p{L}+", "\\p{N}{1,3}")),
  QWEN2(Set.of(NFC), Patterns.words("\\p{L}+", "\\p{N}")),
  STABLELM2(Set.of(), Patterns.words("\\p{L}+", "\\p{N}")),
  QWEN35(
      Set.of(NFC),
      Patterns.CONTRACTION
          + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*"
          + Patterns.SPACES),
  UFAKZEKA(
      Set.of(),
      "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*" + Patterns.SPACES),
  LAGUNA(Set.of(), "[^\\n]+|[\\n]+", Patterns.words("\\p{L}+", "\\p{N}")),
  MINICPM5(Set.of(WHOLE_WORDS_FIRST), "\\p{N}{1,3}", Patterns.words("\\p{L}+", "\\p{N}+")),
  JAIS2(
      Set.of(),
      Patterns.CONTRACTION
          + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+"
          + "|\\s{512}(?!\\S)|\\s{256}(?!\\S)|\\s{128}(?!\\S)|\\s{64}(?!\\S)|\\s{32}(?!\\S)"
          + "|\\s{16}(?!\\S)|\\s{8}(?!\\S)|\\s{4}(?!\\S)|\\s{1,2}(?!\\S)|\\s{1}"),
  SEED_CODER(
      Set.of(),
      Patterns.CONTRACTION
          + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1}| ?[^\\s\\p{L}\\p{N}\\r\\n]+"
          + Patterns.SPACES),
  BAILINGMOE(
      Set.of(),
      "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*"
          + "|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+"),
  EXAONE_MOE(
      Set.of(),
      Patterns.CONTRACTION
          + "|[^\\r\\n\\p{L}\\p{N}]?(?:\\p{L}\\p{M}*(?: \\p{L}\\p{M}*)*)+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]?|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+"),
  TEKKEN(
      Set.of(WHOLE_WORDS_FIRST, BOS),
      Patterns.cased("", "") + "|\\p{N}" + Patterns.SYMBOLS_AND_SLASH + Patterns.SPACES),
  GPT4O(Set.of(), Patterns.gpt4o()),
  GRANITE_EMBEDDING(Set.of(WHOLE_WORDS_FIRST), Patterns.gpt4o()),
  TINY_AYA(Set.of(), "\\d{1,3}(?=(?:\\d{3})*\\b)", Patterns.gpt4o()),
  KIMI_K2(
      Set.of(),
      "[\\p{Han}]+|"
          + Patterns.cased("&&[^\\p{Han}]", Patterns.CONTRACTION + "?")
          + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
          + Patterns.SPACES),
  DEEPSEEK_LLM(
      Set.of(),
      "[\\r\\n]",
      Patterns.DEEPSEEK_WORDS,
      "\\s?[!-/:-~！-／：-～‘-‟　-。]+",
      "\\s+$",
      Patterns.CJK,
      "\\p{N}+"),
  DEEPSEEK_CODER(Set.of(), "[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", Patterns.CJK, "\\p{N}"),
  DEEPSEEK3(Set.of(), "\\p{N}{1,3}", Patterns.HAN_AND_KANA, Patterns.DEEPSEEK3_WORDS),
  SPARK(
      Set.of(),
      "\\p{N}{1,3}",
      Patterns.HAN_AND_KANA,
      Patterns.deepseek3Words("[\\p{P}\\p{S}]+|[\\r\\n]|\\s+(?!\\S)|\\s+"),
      "\\p{N}"),
  AFMOE(
      Set.of(),
      "\\p{Nd}{1,3}(?=(?:\\p{Nd}{3})*(?!\\p{Nd}))",
      Patterns.ASIAN_SCRIPTS,
      Patterns.DEEPSEEK3_WORDS),
  YOUTU(
      Set.of(WHOLE_WORDS_FIRST),
      "[가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|" + Patterns.HAN_AND_KANA,
      Patterns.cased("", Patterns.CONTRACTION + "?")
          + "|\\p{N}"
          + Patterns.SYMBOLS_AND_SLASH
          + Patterns.SPACES),
  BLOOM(Set.of(), " ?[^(\\s|.,!?…。，、।۔،)]+"),
  VIKING(Set.of(), " ?[^(\\s|.,!?…。，、।۔،)]+", "\\p{N}"),
  SUPERBPE(Set.of(), "\\p{N}+", "(?=(\\d{3})+(?!\\d))");

  enum Flag {
    NFC,
    /** A word that is a token by itself is taken before any merge ({@code ignore_merges}). */
    WHOLE_WORDS_FIRST,
    /** BOS is added unless the file says otherwise. */
    BOS,
    /** Every digit is a word, the rest is split as GPT-2 does. */
    DIGITS_FIRST
  }

  private final Set<Flag> flags;
  private final List<String> patterns;

  PreTokenizers(Set<Flag> flags, String... patterns) {
    this.flags = flags.isEmpty() ? EnumSet.noneOf(Flag.class) : EnumSet.copyOf(flags);
    this.patterns = List.of(patterns);
  }

  boolean takesWholeWordsFirst() {
    return flags.contains(WHOLE_WORDS_FIRST);
  }

  boolean startsWithBosByDefault() {
    return flags.contains(BOS);
  }

  /** Writes {@code normalizer} and {@code pre_tokenizer}. */
  void describe(ObjectNode definition) {
    if (flags.contains(NFC)) {
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
    if (flags.contains(DIGITS_FIRST)) {
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

  /** Parts that several patterns share. */
  private static final class Patterns {
    static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    static final String SYMBOLS_AND_SLASH = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*";
    static final String CJK = "[一-龥ࠀ-一가-퟿]+";
    static final String HAN_AND_KANA = "[一-龥぀-ゟ゠-ヿ]+";
    static final String ASIAN_SCRIPTS =
        "[一-鿿㐀-䶿\uF900-\uFAFF぀-ゟ゠-ヿ･-ﾟ⼀-⿟เ-๿຀-໿ក-៿က-႟ꩠ-ꩿꧠ-꧿가-힯ᄀ-ᇿ]+";
    static final String DEEPSEEK3_WORDS = deepseek3Words("[\\p{P}\\p{S}]+[\\r\\n]*" + SPACES);

    /** Letters of the scripts that have cases, by the Unicode version the model was made with. */
    static final String DEEPSEEK_WORDS =
        "\\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ"
            + "-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-ώᾀ-ᾴᾶ-ᾼιῂ-ῄῆ-ῌῐ-ΐ"
            + "ῖ-Ίῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤΩℨK-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯ"
            + "ꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃]+";

    static String deepseek3Words(String symbolsAndSpaces) {
      return "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
          + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?"
          + symbolsAndSpaces;
    }

    static String words(String letters, String digits) {
      return CONTRACTION
          + "|[^\\r\\n\\p{L}\\p{N}]?"
          + letters
          + "|"
          + digits
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
          + SPACES;
    }

    /** Words that split where lower case is followed by upper case. */
    static String cased(String except, String suffix) {
      String upper = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}" + except + "]";
      String lower = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}" + except + "]";
      String before = "[^\\r\\n\\p{L}\\p{N}]?";
      return before + upper + "*" + lower + "+" + suffix + "|" + before + upper + "+" + lower + "*"
          + suffix;
    }

    static String gpt4o() {
      return cased("", CONTRACTION + "?") + "|\\p{N}{1,3}" + SYMBOLS_AND_SLASH + SPACES;
    }
  }
}
