package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The official client, unchanged. */
class OpenAiClientIT {
  private static OpenAIClient client;

  @BeforeAll
  static void connect() {
    client = client(Door.stack().apiKey());
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @Test
  void models_list_hasTheServedOne() {
    assertThat(client.models().list().items()).anyMatch(model -> model.id().equals("stories260k"));
  }

  @Test
  void chat_create_givesGoldenText() {
    ChatCompletion answer = client.chat().completions().create(chat("stories260k"));
    assertThat(answer.choices().getFirst().message().content()).hasValue(Golden.CONTINUATION);
    assertThat(answer.choices().getFirst().finishReason().toString()).isEqualTo("length");
    assertThat(answer.usage())
        .hasValueSatisfying(usage -> assertThat(usage.completionTokens()).isEqualTo(128));
  }

  @Test
  void chat_createStreaming_givesTheSameInPieces() {
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(chat("stories260k"))) {
      String text =
          stream.stream()
              .flatMap(chunk -> chunk.choices().stream())
              .map(choice -> choice.delta().content().orElse(""))
              .collect(Collectors.joining());
      assertThat(text).isEqualTo(Golden.CONTINUATION);
    }
  }

  @Test
  void completion_create_givesGoldenText() {
    Completion answer = client.completions().create(completion());
    assertThat(answer.choices().getFirst().text()).isEqualTo(Golden.CONTINUATION);
  }

  @Test
  void completion_createStreaming_givesTheSameInPieces() {
    try (StreamResponse<Completion> stream = client.completions().createStreaming(completion())) {
      String text =
          stream.stream()
              .flatMap(chunk -> chunk.choices().stream())
              .map(choice -> choice.text())
              .collect(Collectors.joining());
      assertThat(text).isEqualTo(Golden.CONTINUATION);
    }
  }

  @Test
  void chat_unknownModel_isNotFound() {
    assertThatThrownBy(() -> client.chat().completions().create(chat("gpt-9")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("gpt-9");
  }

  @Test
  void chat_unknownKey_isUnauthorized() {
    OpenAIClient stranger = client("sk-sluice-nobody");
    assertThatThrownBy(() -> stranger.chat().completions().create(chat("stories260k")))
        .isInstanceOf(UnauthorizedException.class);
    stranger.close();
  }

  private static OpenAIClient client(String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(Door.stack().gateway() + "/v1")
        .apiKey(key)
        .maxRetries(0)
        .build();
  }

  private static ChatCompletionCreateParams chat(String model) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .addUserMessage(Golden.PROMPT)
        .temperature(0.0)
        .maxCompletionTokens(128)
        .putAdditionalBodyProperty("ignore_eos", JsonValue.from(true))
        .build();
  }

  private static CompletionCreateParams completion() {
    return CompletionCreateParams.builder()
        .model("stories260k")
        .prompt(Golden.PROMPT)
        .temperature(0.0)
        .maxTokens(128)
        .putAdditionalBodyProperty("ignore_eos", JsonValue.from(true))
        .build();
  }
}
