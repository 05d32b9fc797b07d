package dev.sluice.codec;

import java.util.Map;

/** A model's two templates: one for chats with tools and one for the others. */
record TemplatePair(ChatTemplate main, ChatTemplate forTools) implements ChatTemplate {
  @Override
  public String render(Map<String, Object> variables) {
    return (variables.get("tools") == null ? main : forTools).render(variables);
  }

  @Override
  public String source() {
    return main.source();
  }
}
