package dev.sluice.codec;

import java.util.Map;

/** A compiled Jinja chat template. Immutable and thread-safe. */
public interface ChatTemplate {

  /**
   * Renders a conversation exactly as {@code transformers} does.
   *
   * @param variables {@code messages}, {@code tools}, {@code documents}, {@code
   *     add_generation_prompt}, {@code bos_token}, {@code eos_token} and any template arguments;
   *     values are strings, booleans, numbers, null, lists and maps
   * @throws TemplateException when the template refuses the conversation ({@code raise_exception})
   *     or cannot be evaluated
   */
  String render(Map<String, Object> variables);

  /** The template's source. */
  String source();
}
