package dev.sluice.standalone.command;

import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.Usage;
import dev.sluice.standalone.terminal.Console;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/** Writes a stream as it comes, or gathers it into one JSON object. */
final class GenerateOutput {
  private final Console console;
  private final boolean isJson;
  private final StringBuilder text = new StringBuilder();
  private final IntStream.Builder ids = IntStream.builder();

  GenerateOutput(Console console, boolean isJson) {
    this.console = console;
    this.isJson = isJson;
  }

  void delta(GenerateEvent event) {
    for (int id : event.ids()) {
      ids.add(id);
    }
    text.append(event.text());
    if (!isJson && !event.text().isEmpty()) {
      console.out().print(event.text());
      console.out().flush();
    }
  }

  void end(GenerateEvent end, int promptTokens) {
    delta(end);
    console.out().println(isJson ? json(end) : "");
    console.out().flush();
    if (!isJson) {
      console
          .err()
          .printf(
              "sluice: %d prompt tokens, %d new, %s%n",
              promptTokens, end.outputTokens(), end.finishReason());
    }
  }

  private String json(GenerateEvent end) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("ids", ids.build().toArray());
    object.put("text", text.toString());
    object.put("finish_reason", end.finishReason());
    object.put("stop_reason", end.stopReason());
    Usage usage = end.usage();
    if (usage != null) {
      object.put("prompt_tokens", usage.promptTokens());
      object.put("output_tokens", usage.outputTokens());
      object.put("prefill_micros", usage.prefillMicros());
      object.put("decode_micros", usage.decodeMicros());
    }
    return JsonMapper.shared().writeValueAsString(object);
  }
}
