package dev.sluice.codec;

import dev.sluice.codec.jinja.JinjaTemplate;
import dev.sluice.codec.jinja.TemplateLimits;
import java.time.Clock;

/** Compiles chat templates that do not come with a tokenizer. */
public final class ChatTemplates {
  private ChatTemplates() {}

  /**
   * @throws TemplateException when the source is not a template
   */
  public static ChatTemplate compile(String source) {
    return compile(source, Clock.systemDefaultZone());
  }

  /**
   * @param clock what the template's {@code strftime_now} reads
   * @throws TemplateException when the source is not a template
   */
  public static ChatTemplate compile(String source, Clock clock) {
    return JinjaTemplate.compile(source, clock, TemplateLimits.DEFAULT);
  }
}
