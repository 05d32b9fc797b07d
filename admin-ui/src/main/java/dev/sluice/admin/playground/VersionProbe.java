package dev.sluice.admin.playground;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ServedVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks one version through the gateway, as a client would, and times the answer. */
@Component
public class VersionProbe {
  private static final String DONE = "[DONE]";

  private final GatewayDoor gateway;
  private final PlaygroundController.ConsoleSecret secret;
  private final JsonMapper json;

  VersionProbe(GatewayDoor gateway, PlaygroundController.ConsoleSecret secret, JsonMapper json) {
    this.gateway = gateway;
    this.secret = secret;
    this.json = json;
  }

  /**
   * A whole answer.
   *
   * @param tokens their texts in order
   * @param firstToken from sending the request
   * @param total likewise, to the end
   */
  public record Answer(String text, List<String> tokens, Duration firstToken, Duration total) {
    public Answer {
      tokens = List.copyOf(tokens);
    }
  }

  /**
   * Has a version go on with a text at temperature 0, up to a number of tokens whatever they are.
   * Fails with {@link ApiFailure} when the answer is refused or breaks off.
   */
  public Mono<Answer> complete(ServedVersion version, String prompt, int maxTokens) {
    return Mono.defer(
        () -> {
          Reading reading = new Reading();
          return gateway
              .complete(json.writeValueAsBytes(body(version, prompt, maxTokens)), secret, version)
              .doOnNext(reading::take)
              .then(Mono.fromSupplier(reading::answer));
        });
  }

  private static Map<String, Object> body(ServedVersion version, String prompt, int maxTokens) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("model", version.servedModel());
    body.put("prompt", prompt);
    body.put("max_tokens", maxTokens);
    body.put("temperature", 0);
    body.put("ignore_eos", true);
    body.put("logprobs", 0);
    body.put("stream", true);
    return body;
  }

  /** One answer's events as they come; one subscription, whose signals follow each other. */
  private final class Reading {
    private final long startNanos = System.nanoTime();
    private final StringBuilder text = new StringBuilder();
    private final List<String> tokens = new ArrayList<>();
    private long firstNanos;
    private boolean isWhole;

    void take(String data) {
      if (data.equals(DONE)) {
        isWhole = true;
        return;
      }
      JsonNode chunk = json.readTree(data);
      if (chunk.has("error")) {
        throw failure(chunk.path("error"));
      }
      JsonNode choice = chunk.path("choices").path(0);
      text.append(choice.path("text").asString(""));
      choice.at("/logprobs/tokens").valueStream().forEach(token -> tokens.add(token.asString()));
      if (firstNanos == 0 && !tokens.isEmpty()) {
        firstNanos = System.nanoTime() - startNanos;
      }
    }

    Answer answer() {
      if (!isWhole || tokens.isEmpty()) {
        throw new ApiFailure(ErrorCode.POD_FAILED, "the answer ended before it was complete");
      }
      return new Answer(
          text.toString(),
          tokens,
          Duration.ofNanos(firstNanos),
          Duration.ofNanos(System.nanoTime() - startNanos));
    }
  }

  private static ApiFailure failure(JsonNode error) {
    String code = error.path("code").asString("");
    return new ApiFailure(
        Arrays.stream(ErrorCode.values())
            .filter(known -> known.wire().equals(code))
            .findFirst()
            .orElse(ErrorCode.INTERNAL),
        error.path("message").asString("the gateway gave no reason"));
  }
}
