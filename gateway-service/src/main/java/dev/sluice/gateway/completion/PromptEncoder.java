package dev.sluice.gateway.completion;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ServedModel;
import dev.sluice.contract.TokenizeRequest;
import dev.sluice.contract.TokenizeResult;
import dev.sluice.gateway.upstream.TokenizerClient;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Hop 1: prompts to ids. Ids that the client sent stay as they are and cost no call. */
@Component
class PromptEncoder {
  private static final int PARALLEL_CALLS = 8;
  private static final long[] NO_HASHES = {};
  private final TokenizerClient tokenizer;

  PromptEncoder(TokenizerClient tokenizer) {
    this.tokenizer = tokenizer;
  }

  Mono<List<EncodedPrompt>> encode(String projectId, ServedModel model, CompletionRequest request) {
    return Flux.fromIterable(request.prompts())
        .flatMapSequential(
            prompt -> encode(projectId, model, prompt, request.echo()), PARALLEL_CALLS)
        .collectList();
  }

  private Mono<EncodedPrompt> encode(
      String projectId, ServedModel model, Prompt prompt, boolean echo) {
    return switch (prompt) {
      case Prompt.Chat chat ->
          tokenizer
              .render(
                  projectId,
                  TokenizeRequest.render(
                      model.name(),
                      chat.messages(),
                      chat.tools(),
                      chat.addGenerationPrompt(),
                      chat.templateArguments()))
              .map(result -> encoded(result, null));
      case Prompt.Text text ->
          tokenizer
              .encode(projectId, TokenizeRequest.encode(model.name(), text.text(), true))
              .map(result -> encoded(result, echo ? text.text() : null));
      case Prompt.Ids ids -> given(projectId, model, ids.ids(), echo);
    };
  }

  private Mono<EncodedPrompt> given(String projectId, ServedModel model, int[] ids, boolean echo) {
    for (int id : ids) {
      if (id < 0 || id >= model.vocabSize()) {
        return Mono.error(
            RequestFailedException.of(
                ErrorCode.INVALID_VALUE,
                "prompt",
                "The token id %d is outside the vocabulary of %d tokens."
                    .formatted(id, model.vocabSize())));
      }
    }
    EncodedPrompt silent = new EncodedPrompt(ids, null, null, NO_HASHES);
    return echo
        ? tokenizer
            .decode(projectId, TokenizeRequest.decode(model.name(), ids, false))
            .map(result -> new EncodedPrompt(ids, result.text(), null, NO_HASHES))
        : Mono.just(silent);
  }

  private static EncodedPrompt encoded(TokenizeResult result, String text) {
    long[] hashes = result.blockHashes() == null ? NO_HASHES : result.blockHashes();
    return new EncodedPrompt(result.ids(), text, result.tokenizerDigest(), hashes);
  }
}
