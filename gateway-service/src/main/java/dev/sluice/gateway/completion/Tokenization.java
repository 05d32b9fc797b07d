package dev.sluice.gateway.completion;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ServedModel;
import dev.sluice.contract.TokenizeRequest;
import dev.sluice.contract.TokenizeResult;
import dev.sluice.gateway.upstream.TokenizerClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Text and messages to ids and back, for the endpoints that do only that. */
@Component
public class Tokenization {
  private final ModelCatalog catalog;
  private final Admission admission;
  private final TokenizerClient tokenizer;

  Tokenization(ModelCatalog catalog, Admission admission, TokenizerClient tokenizer) {
    this.catalog = catalog;
    this.admission = admission;
    this.tokenizer = tokenizer;
  }

  /** Encodes a prompt that is no list of ids. */
  public Mono<TokenizeResult> tokenize(
      Caller caller, String model, Prompt prompt, boolean addSpecial) {
    return Mono.defer(
            () -> {
              String served = served(caller, model).name();
              String project = caller.tenant().projectId();
              return switch (prompt) {
                case Prompt.Text text ->
                    tokenizer.encode(
                        project, TokenizeRequest.encode(served, text.text(), addSpecial));
                case Prompt.Chat chat ->
                    tokenizer.render(
                        project,
                        TokenizeRequest.render(
                            served,
                            chat.messages(),
                            chat.tools(),
                            chat.addGenerationPrompt(),
                            chat.templateArguments()));
                case Prompt.Ids ids ->
                    throw RequestFailedException.of(
                        ErrorCode.INVALID_VALUE, "prompt", "The prompt is token ids already.");
              };
            })
        .onErrorMap(Failures::of);
  }

  /** Decodes ids, special tokens included. */
  public Mono<TokenizeResult> detokenize(Caller caller, String model, int[] ids) {
    return Mono.defer(
            () -> {
              ServedModel served = served(caller, model);
              for (int id : ids) {
                if (id < 0 || id >= served.vocabSize()) {
                  throw RequestFailedException.of(
                      ErrorCode.INVALID_VALUE,
                      "tokens",
                      "The token id %d is outside the vocabulary of %d tokens."
                          .formatted(id, served.vocabSize()));
                }
              }
              return tokenizer.decode(
                  caller.tenant().projectId(), TokenizeRequest.decode(served.name(), ids, false));
            })
        .onErrorMap(Failures::of);
  }

  private ServedModel served(Caller caller, String model) {
    admission.admit(caller.tenant());
    return catalog.resolve(caller, model).model();
  }
}
