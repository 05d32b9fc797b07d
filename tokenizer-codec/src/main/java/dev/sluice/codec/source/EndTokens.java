package dev.sluice.codec.source;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which tokens end a generation: the declared ones and the well-known ends of a turn. */
final class EndTokens {
  /** Control tokens that end a turn in the families served; the list is that of llama.cpp. */
  private static final Set<String> WELL_KNOWN =
      Set.of(
          "<|eot_id|>",
          "<|im_end|>",
          "<|end|>",
          "<|return|>",
          "<|call|>",
          "<|flush|>",
          "<|calls|>",
          "<end_of_turn>",
          "<|endoftext|>",
          "</s>",
          "<|eom_id|>",
          "<EOT>",
          "_<EOT>",
          "[EOT]",
          "[EOS]",
          "<|end_of_text|>",
          "<|end_of_utterance|>",
          "<end_of_utterance>",
          "<eos>",
          "<｜end▁of▁sentence｜>",
          "<|eot|>");

  private EndTokens() {}

  static Set<Integer> of(TokenizerSource source, String[] texts, BitSet special) {
    Set<Integer> ends = new LinkedHashSet<>();
    Set<String> found = new LinkedHashSet<>();
    for (int id = special.nextSetBit(0); id >= 0; id = special.nextSetBit(id + 1)) {
      if (WELL_KNOWN.contains(texts[id])) {
        ends.add(id);
        found.add(texts[id]);
      }
    }
    if (found.contains("<|return|>") && found.contains("<|call|>")) {
      // In the harmony format <|end|> closes one message of several, not the generation.
      ends.removeIf(id -> texts[id].equals("<|end|>"));
    }
    source.endIds().stream().filter(id -> id >= 0 && id < texts.length).forEach(ends::add);
    int declared = source.endText() == null ? -1 : find(source.endText(), texts, special);
    if (declared >= 0) {
      ends.add(declared);
    }
    return ends;
  }

  /** The id of a token, special ones first; -1 when there is none. */
  static int find(String text, String[] texts, BitSet special) {
    for (int id = special.nextSetBit(0); id >= 0; id = special.nextSetBit(id + 1)) {
      if (text.equals(texts[id])) {
        return id;
      }
    }
    for (int id = 0; id < texts.length; id++) {
      if (text.equals(texts[id])) {
        return id;
      }
    }
    return -1;
  }
}
