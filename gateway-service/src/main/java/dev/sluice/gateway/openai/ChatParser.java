package dev.sluice.gateway.openai;

import dev.sluice.contract.ErrorCode;
import dev.sluice.gateway.completion.CompletionRequest;
import dev.sluice.gateway.completion.Prompt;
import dev.sluice.gateway.completion.RequestFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/chat/completions}: body to request. */
final class ChatParser {
  static final String PATH = "/v1/chat/completions";

  private ChatParser() {}

  static Parsed parse(Fields body) {
    UnknownFields.note(body.node());
    Unsupported.check(body);
    StreamOptions options = StreamOptions.of(body);
    SamplingFields sampling = new SamplingFields(body);
    CompletionRequest request =
        new CompletionRequest(
            "chatcmpl-" + UUID.randomUUID().toString().replace("-", ""),
            "chat",
            PATH,
            body.requiredText("model"),
            List.of(prompt(body)),
            sampling.n(),
            maxTokens(body),
            sampling.sampling(),
            sampling.stop(),
            sampling.stopTokenIds(),
            body.flag("ignore_eos", false),
            logprobs(body),
            false,
            options.isStreamed(),
            0);
    return new Parsed(request, options);
  }

  /** The conversation; also what {@code /tokenize} reads. */
  static Prompt.Chat prompt(Fields body) {
    List<JsonNode> items = body.items("messages");
    if (items == null || items.isEmpty()) {
      throw body.missing("messages");
    }
    List<Map<String, Object>> messages = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String at = "messages[" + i + "]";
      if (!items.get(i).isObject()) {
        throw body.wrongType(at, "an object", items.get(i));
      }
      messages.add(message(new Fields(items.get(i), at)));
    }
    Fields arguments = body.object("chat_template_kwargs");
    return new Prompt.Chat(
        messages,
        tools(body),
        body.flag("add_generation_prompt", true),
        arguments == null ? null : Json.plainMap(arguments.node()));
  }

  private static Map<String, Object> message(Fields message) {
    message.requiredText("role");
    Map<String, Object> plain = Json.plainMap(message.node());
    JsonNode content = message.get("content");
    if (content == null) {
      if (!message.has("tool_calls")) {
        throw message.missing("content");
      }
    } else if (content.isArray()) {
      plain.put("content", joined(message));
    } else {
      message.text("content");
    }
    return plain;
  }

  /** Text parts as one text, a line each; templates read strings everywhere. */
  private static String joined(Fields message) {
    StringJoiner text = new StringJoiner("\n");
    List<JsonNode> parts = message.items("content");
    for (int i = 0; i < parts.size(); i++) {
      String at = message.path() + ".content[" + i + "]";
      if (!parts.get(i).isObject()) {
        throw message.wrongType("content[" + i + "]", "an object", parts.get(i));
      }
      Fields part = new Fields(parts.get(i), at);
      if (!part.requiredText("type").equals("text")) {
        throw RequestFailedException.of(
            ErrorCode.UNSUPPORTED_PARAMETER,
            at,
            "Only content parts of type 'text' are supported.");
      }
      String value = part.text("text");
      if (value == null) {
        throw part.missing("text");
      }
      text.add(value);
    }
    return text.toString();
  }

  private static List<Map<String, Object>> tools(Fields body) {
    List<JsonNode> items = body.items("tools");
    String choice = body.has("tool_choice") ? body.text("tool_choice") : "auto";
    if (items == null || items.isEmpty() || choice.equals("none")) {
      return null;
    }
    List<Map<String, Object>> tools = new ArrayList<>();
    for (JsonNode item : items) {
      if (!item.isObject()) {
        throw body.wrongType("tools", "an array of objects", item);
      }
      tools.add(Json.plainMap(item));
    }
    return tools;
  }

  private static Integer maxTokens(Fields body) {
    Integer current = body.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
    Integer old = body.integer("max_tokens", 1, Integer.MAX_VALUE);
    return current == null ? old : current;
  }

  private static Integer logprobs(Fields body) {
    boolean isAsked = body.flag("logprobs", false);
    Integer top = body.integer("top_logprobs", 0, 20);
    if (top != null && top > 0 && !isAsked) {
      throw body.invalid("top_logprobs", "'top_logprobs' needs 'logprobs' to be true.");
    }
    if (!isAsked) {
      return null;
    }
    return top == null ? 0 : top;
  }
}
