package dev.sluice.tokenizer;

import dev.sluice.codec.ChatTemplate;
import dev.sluice.codec.IncrementalDecoder;
import dev.sluice.codec.TemplateException;
import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One token per ASCII character (its code), {@code <s>} is 1 and {@code </s>} is 2; the
 * post-processor adds both. Its template writes {@code role:content} lines.
 */
public final class FakeTokenizer implements Tokenizer, Vocabulary {
  private static final int SIZE = 128;
  private final boolean hasTemplate;
  private final String templatePrefix;
  private boolean closed;

  /**
   * @param templatePrefix what the template writes first, or null for no template
   */
  public FakeTokenizer(String templatePrefix) {
    this.hasTemplate = templatePrefix != null;
    this.templatePrefix = templatePrefix;
  }

  @Override
  public int[] encode(String text, boolean addSpecial) {
    int[] plain = text.replace("<s>", "\u0001").replace("</s>", "\u0002").chars().toArray();
    return addSpecial
        ? IntStream.concat(IntStream.of(1), IntStream.concat(IntStream.of(plain), IntStream.of(2)))
            .toArray()
        : plain;
  }

  @Override
  public String decode(int[] ids, boolean skipSpecial) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      if (id < 0 || id >= SIZE) {
        throw new TokenizerException("id " + id + " is outside the vocabulary of " + SIZE);
      }
      text.append(isSpecial(id) && skipSpecial ? "" : text(id));
    }
    return text.toString();
  }

  @Override
  public Optional<ChatTemplate> chatTemplate() {
    return hasTemplate ? Optional.of(new LineTemplate()) : Optional.empty();
  }

  @Override
  public String text(int id) {
    return switch (id) {
      case 1 -> "<s>";
      case 2 -> "</s>";
      default -> String.valueOf((char) id);
    };
  }

  @Override
  public byte[] bytes(int id) {
    return text(id).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean isSpecial(int id) {
    return id == 1 || id == 2;
  }

  @Override
  public OptionalInt bos() {
    return OptionalInt.of(1);
  }

  @Override
  public Set<Integer> endOfGeneration() {
    return Set.of(2);
  }

  @Override
  public int size() {
    return SIZE;
  }

  @Override
  public Vocabulary vocabulary() {
    return this;
  }

  @Override
  public IncrementalDecoder incrementalDecoder() {
    throw new UnsupportedOperationException("the service never decodes incrementally");
  }

  @Override
  public String digest() {
    return "fake-digest";
  }

  @Override
  public void close() {
    closed = true;
  }

  public boolean isClosed() {
    return closed;
  }

  private final class LineTemplate implements ChatTemplate {
    @Override
    public String render(Map<String, Object> variables) {
      StringBuilder text = new StringBuilder(templatePrefix);
      for (Object message : (List<?>) variables.get("messages")) {
        Map<?, ?> fields = (Map<?, ?>) message;
        if ("narrator".equals(fields.get("role"))) {
          throw new TemplateException("no narrator here", true);
        }
        text.append(fields.get("role")).append(':').append(fields.get("content")).append('\n');
      }
      text.append(variables.get("tools") == null ? "" : "tools\n");
      text.append(variables.get("mood") == null ? "" : variables.get("mood") + "\n");
      return text.append(Boolean.TRUE.equals(variables.get("add_generation_prompt")) ? "bot:" : "")
          .toString();
    }

    @Override
    public String source() {
      return "{% for m in messages %}{{ m.role }}:{{ m.content }}{% endfor %}";
    }
  }
}
