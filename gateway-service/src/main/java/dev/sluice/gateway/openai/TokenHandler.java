package dev.sluice.gateway.openai;

import dev.sluice.contract.KeyScope;
import dev.sluice.contract.TokenizeResult;
import dev.sluice.gateway.completion.Caller;
import dev.sluice.gateway.completion.Prompt;
import dev.sluice.gateway.completion.Tokenization;
import java.util.List;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /tokenize} and {@code /detokenize} in vLLM's shape. */
@Component
class TokenHandler {
  private final Door door;
  private final BodyReader bodies;
  private final Tokenization tokenization;

  TokenHandler(Door door, BodyReader bodies, Tokenization tokenization) {
    this.door = door;
    this.bodies = bodies;
    this.tokenization = tokenization;
  }

  Mono<ServerResponse> tokenize(ServerRequest request) {
    Caller caller = door.enter(request, KeyScope.TOKENS);
    return answer(
        request,
        body -> {
          boolean wantsTexts = body.flag("return_token_strs", false);
          return tokenization
              .tokenize(
                  caller, body.text("model"), prompt(body), body.flag("add_special_tokens", true))
              .map(result -> tokens(result, wantsTexts));
        });
  }

  Mono<ServerResponse> detokenize(ServerRequest request) {
    Caller caller = door.enter(request, KeyScope.TOKENS);
    return answer(
        request,
        body ->
            tokenization
                .detokenize(caller, body.text("model"), ids(body))
                .map(result -> Json.object().put("prompt", result.text())));
  }

  private Mono<ServerResponse> answer(
      ServerRequest request, Function<Fields, Mono<ObjectNode>> work) {
    return bodies
        .read(request.exchange().getRequest())
        .flatMap(bytes -> work.apply(new Fields(Json.parse(bytes), "")))
        .flatMap(
            body ->
                ServerResponse.ok()
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue(Json.bytes(body)));
  }

  private static Prompt prompt(Fields body) {
    if (body.has("messages")) {
      return ChatParser.prompt(body);
    }
    String text = body.text("prompt");
    if (text == null) {
      throw body.missing("prompt");
    }
    return new Prompt.Text(text);
  }

  private static int[] ids(Fields body) {
    List<JsonNode> items = body.items("tokens");
    if (items == null) {
      throw body.missing("tokens");
    }
    return items.stream()
        .mapToInt(item -> body.integer(item, "tokens", 0, Integer.MAX_VALUE))
        .toArray();
  }

  private static ObjectNode tokens(TokenizeResult result, boolean wantsTexts) {
    ObjectNode body = Json.object();
    body.put("count", result.count());
    body.put("max_model_len", result.contextLength());
    ArrayNode ids = body.putArray("tokens");
    for (int id : result.ids()) {
      ids.add(id);
    }
    if (wantsTexts && result.tokens() != null) {
      ArrayNode texts = body.putArray("token_strs");
      result.tokens().forEach(texts::add);
    } else {
      body.putNull("token_strs");
    }
    return body;
  }
}
