package dev.sluice.standalone.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The bundled stories260K with a chat template, so that one small model answers both kinds of
 * completions: the template is the conversation's text after the BOS.
 */
final class ChatStories {
  private static final String KEY = "tokenizer.chat_template";
  private static final String TEMPLATE =
      "{{ bos_token }}{% for message in messages %}{{ message.content }}{% endfor %}";
  private static final int HEADER_BYTES = 24;
  private static final int KEY_COUNT_OFFSET = 16;
  private static final int TYPE_STRING = 8;
  private static final int ALIGNMENT = 32;

  private ChatStories() {}

  /** Writes the model into the folder. */
  static Path write(Path folder) throws IOException {
    byte[] gguf;
    try (InputStream in =
        ChatStories.class.getResourceAsStream("/models/stories260K/stories260K-F16.gguf")) {
      gguf = in.readAllBytes();
    }
    ByteBuffer header = ByteBuffer.wrap(gguf).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(KEY_COUNT_OFFSET, header.getLong(KEY_COUNT_OFFSET) + 1);
    Path file = folder.resolve("stories260k.gguf");
    Files.write(file, Arrays.copyOf(gguf, HEADER_BYTES));
    Files.write(file, entry(), StandardOpenOption.APPEND);
    Files.write(
        file, Arrays.copyOfRange(gguf, HEADER_BYTES, gguf.length), StandardOpenOption.APPEND);
    return file;
  }

  /** A metadata entry as long as a multiple of the alignment, so that the tensors stay aligned. */
  private static byte[] entry() {
    byte[] key = KEY.getBytes(StandardCharsets.US_ASCII);
    StringBuilder template = new StringBuilder(TEMPLATE).append("{#");
    int fixed = Long.BYTES + key.length + Integer.BYTES + Long.BYTES + 2;
    while ((fixed + template.length()) % ALIGNMENT != 0) {
      template.append('-');
    }
    byte[] text = template.append("#}").toString().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer entry = ByteBuffer.allocate(fixed - 2 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    entry.putLong(key.length).put(key).putInt(TYPE_STRING).putLong(text.length).put(text);
    return entry.array();
  }
}
