package dev.sluice.tokenizer.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contract.ErrorCode;
import dev.sluice.shell.RefusedException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private static final List<Map<String, Object>> TWO_PARTS =
      List.of(
          Map.of(
              "role",
              "user",
              "content",
              List.of(
                  Map.of("type", "text", "text", "one"), Map.of("type", "text", "text", "two"))));

  @Test
  void textParts_templateReadsStrings_areJoined() {
    assertThat(content("{{ message.content }} {% if '</think>' in message.content %}"))
        .isEqualTo("one\ntwo");
    assertThat(content("{{ message['content'] }}")).isEqualTo("one\ntwo");
  }

  @Test
  void textParts_templateWalksOverThem_areKept() {
    List<?> kept = (List<?>) TWO_PARTS.getFirst().get("content");
    assertThat(content("{% for part in message.content %}")).isEqualTo(kept);
    assertThat(content("{%- for c in message['content'] if c.type == 'text' %}")).isEqualTo(kept);
  }

  @Test
  void partOfOtherType_isRefusedWithItsTypeAndPlace() {
    assertThatThrownBy(
            () ->
                normalise(
                    Map.of(
                        "role",
                        "user",
                        "content",
                        List.of(Map.of("type", "image_url", "image_url", Map.of())))))
        .hasMessageContaining("'image_url' at 'messages[0].content[0]'")
        .extracting(e -> ((RefusedException) e).detail().code())
        .isEqualTo(ErrorCode.INVALID_VALUE);
  }

  @Test
  void malformedMessages_areRefusedWithTheirPlace() {
    assertThatThrownBy(() -> normalise(Map.of("content", "x")))
        .hasMessageContaining("messages[0].role");
    assertThatThrownBy(() -> normalise(Map.of("role", "user", "content", 7)))
        .hasMessageContaining("messages[0].content");
    assertThatThrownBy(() -> normalise(Map.of("role", "user", "content", List.of(7))))
        .hasMessageContaining("messages[0].content[0]");
    assertThatThrownBy(() -> Messages.forTemplate("").normalise(List.of()))
        .hasMessageContaining("empty");
  }

  @Test
  void toolCallArguments_stringOfJson_becomesTheObject() {
    Map<String, Object> message = normalise(withArguments("{\"city\":\"Bern\"}"));
    assertThat(message.get("tool_calls"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .containsExactly(
            Map.of(
                "id",
                "c1",
                "function",
                Map.of("name", "weather", "arguments", Map.of("city", "Bern"))));
    assertThatThrownBy(() -> normalise(withArguments("{city")))
        .hasMessageContaining("messages[0].tool_calls[0].function.arguments")
        .hasMessageNotContaining("{city");
  }

  private static Map<String, Object> withArguments(String arguments) {
    return Map.of(
        "role",
        "assistant",
        "tool_calls",
        List.of(Map.of("id", "c1", "function", Map.of("name", "weather", "arguments", arguments))));
  }

  private static Object content(String template) {
    return Messages.forTemplate(template).normalise(TWO_PARTS).getFirst().get("content");
  }

  private static Map<String, Object> normalise(Map<String, Object> message) {
    return Messages.forTemplate("").normalise(List.of(message)).getFirst();
  }
}
