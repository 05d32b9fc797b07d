package dev.sluice.codec.bpe;

import java.util.List;
import java.util.Random;

/** Random texts of what makes tokenizers differ. */
final class RandomTexts {
  private static final String[] PARTS = {
    "the",
    "The",
    "HELLO",
    "camelCase",
    "snake_case",
    "don't",
    "DON'T",
    "I'Ll",
    "we'RE",
    "'S",
    "'ſ",
    "1",
    "12",
    "1234567",
    "3.14",
    "٣٤",
    "½",
    "²",
    "Ⅷ",
    " ",
    "  ",
    "   ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    " \n ",
    "\u00a0",
    "\u3000",
    "\u2028",
    "\u0085",
    "\u200b",
    "\u200d",
    "\ufeff",
    ".",
    "...",
    "!?",
    "(",
    ")",
    "{}",
    "[0]",
    "->",
    "==",
    "/",
    "//",
    "#",
    "$",
    "^~|`",
    "<",
    ">",
    "<s>",
    "</s>",
    "<unk>",
    "<0x41>",
    "<|endoftext|>",
    "<|im_start|>",
    "<|eot_id|>",
    ">>TITLE<<",
    "▁",
    "▁▁",
    "é",
    "e\u0301",
    "ñ",
    "ß",
    "ﬁ",
    "Ω",
    "Ω",
    "K",
    "中文",
    "日本語のテスト",
    "カタカナ",
    "한국어",
    "각",
    "ไทย",
    "हिन्दी",
    "বাংলা",
    "العربية",
    "עברית",
    "Ελλάδα",
    "Привет",
    "Ⴀⴀ",
    "ա",
    "👍",
    "👩‍👩‍👧",
    "🇩🇪",
    "𝔘",
    "𐍈",
    "\u0000",
    "\u007f",
    "\ufffd",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "                                ",
    "for (int i = 0; i < n; i++) {\n    x += 1;\n}",
    "\u0f71\u0f72",
    "\u0327\u0301",
    "\u1112\u1161\u11ab",
    "।",
    "…",
    "،",
    "＄１２",
    "～",
    "«»",
    "A1b2"
  };

  private final Random random;
  private final List<String> specials;

  /**
   * @param specials added tokens, to be written into the texts
   */
  RandomTexts(long seed, List<String> specials) {
    this.random = new Random(seed);
    this.specials = specials;
  }

  String next() {
    StringBuilder text = new StringBuilder();
    for (int parts = random.nextInt(24); parts >= 0; parts--) {
      append(text);
    }
    return text.toString();
  }

  private void append(StringBuilder text) {
    switch (random.nextInt(12)) {
      case 0 -> text.appendCodePoint(anyCodePoint(0x110000));
      case 1 -> text.appendCodePoint(anyCodePoint(0x3000));
      case 2 -> text.append((char) (' ' + random.nextInt(95)));
      case 3 -> text.append(' ');
      case 4 -> {
        if (!specials.isEmpty()) {
          text.append(specials.get(random.nextInt(specials.size())));
        }
      }
      case 5 -> text.repeat(PARTS[random.nextInt(PARTS.length)], 1 + random.nextInt(4));
      default -> text.append(PARTS[random.nextInt(PARTS.length)]);
    }
  }

  private int anyCodePoint(int limit) {
    int c = random.nextInt(limit);
    return Character.isDefined(c) && (c < 0xD800 || c > 0xDFFF) ? c : 'x';
  }
}
