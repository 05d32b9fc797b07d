package dev.sluice.codec;

import java.util.Map;

/** A model's template that could not be compiled: the model still serves, chats are refused. */
record UnusableTemplate(String source, String reason) implements ChatTemplate {
  @Override
  public String render(Map<String, Object> variables) {
    throw new TemplateException(reason, false);
  }
}
