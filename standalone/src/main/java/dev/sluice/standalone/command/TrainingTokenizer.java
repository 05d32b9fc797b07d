package dev.sluice.standalone.command;

import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.Tokenizers;
import dev.sluice.codec.gguf.GgufWriter;
import dev.sluice.codec.vocabulary.ByteAlphabet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A tokenizer of the kind that most models have and the bundled one has not, with a chat template:
 * all bytes and one merge. Its use in the training run brings the classes of both into the cache.
 */
final class TrainingTokenizer {
  private static final int BYTES = 256;
  private static final String TURN = "<|im_start|>";
  private static final String END = "<|im_end|>";
  private static final String TEMPLATE =
      "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
          + "{{ '<|im_start|>system\nBe brief.<|im_end|>\n' }}{% endif %}"
          + "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] | trim"
          + " + '<|im_end|>' + '\n' }}{% endfor %}"
          + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

  private TrainingTokenizer() {}

  /** Writes it to a file of the folder and uses what serving uses of it. */
  static void use(Path folder) throws IOException {
    Path file = Files.write(folder.resolve("byte-level.gguf"), file().header());
    try (Tokenizer tokenizer = Tokenizers.open(file)) {
      Map<String, Object> conversation =
          Map.of(
              "messages",
              List.of(Map.of("role", "user", "content", "One day, it's 12 o'clock")),
              "add_generation_prompt",
              true);
      String prompt = tokenizer.chatTemplate().orElseThrow().render(conversation);
      int[] ids = tokenizer.encode(prompt, true);
      if (!tokenizer.decode(ids, false).equals(prompt)) {
        throw new CommandFailure("The training run's tokenizer changed the text " + prompt);
      }
    }
  }

  private static GgufWriter file() {
    String[] tokens = new String[BYTES + 3];
    int[] types = new int[tokens.length];
    for (int b = 0; b < BYTES; b++) {
      tokens[b] = String.valueOf(ByteAlphabet.characterOf(b));
      types[b] = 1; // normal
    }
    tokens[BYTES] = "on";
    types[BYTES] = 1;
    tokens[BYTES + 1] = TURN;
    tokens[BYTES + 2] = END;
    types[BYTES + 1] = types[BYTES + 2] = 3; // control
    GgufWriter file = new GgufWriter();
    file.put("general.architecture", "llama");
    file.put("tokenizer.ggml.model", "gpt2");
    file.put("tokenizer.ggml.pre", "smollm");
    file.put("tokenizer.ggml.tokens", tokens);
    file.put("tokenizer.ggml.token_type", types);
    file.put("tokenizer.ggml.merges", new String[] {"o n"});
    file.put("tokenizer.ggml.bos_token_id", BYTES + 1);
    file.put("tokenizer.ggml.eos_token_id", BYTES + 2);
    file.put("tokenizer.chat_template", TEMPLATE);
    return file;
  }
}
