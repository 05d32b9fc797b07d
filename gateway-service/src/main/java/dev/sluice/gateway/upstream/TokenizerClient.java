package dev.sluice.gateway.upstream;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.TokenizeRequest;
import dev.sluice.contract.TokenizeResult;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Talks to the tokenizer service. */
@Component
public class TokenizerClient {
  private final InternalHttp http;
  private final String base;
  private final Duration timeout;

  TokenizerClient(InternalHttp http, UpstreamProperties properties) {
    this.http = http;
    this.base = properties.tokenizer().toString().replaceAll("/+$", "");
    this.timeout = properties.callTimeout();
  }

  /** Text to ids. */
  public Mono<TokenizeResult> encode(String projectId, TokenizeRequest request) {
    return call(InternalPaths.ENCODE, projectId, request);
  }

  /** Messages through the model's chat template to ids. */
  public Mono<TokenizeResult> render(String projectId, TokenizeRequest request) {
    return call(InternalPaths.RENDER, projectId, request);
  }

  /** Ids to text. */
  public Mono<TokenizeResult> decode(String projectId, TokenizeRequest request) {
    return call(InternalPaths.DECODE, projectId, request);
  }

  private Mono<TokenizeResult> call(String path, String projectId, TokenizeRequest request) {
    return http.call(HttpMethod.POST, base + path, projectId)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(request)
        .exchangeToMono(
            response ->
                response.statusCode().is2xxSuccessful()
                    ? response.bodyToMono(TokenizeResult.class)
                    : InternalHttp.refusal(response).flatMap(Mono::error))
        .timeout(timeout)
        .onErrorMap(TimeoutException.class, late -> tooLate())
        .onErrorMap(failure -> InternalHttp.failure("tokenizer", failure));
  }

  private UpstreamException tooLate() {
    return UpstreamException.failed(
        ErrorCode.DEADLINE_EXCEEDED,
        "The tokenizer did not answer within %s.".formatted(timeout),
        null);
  }
}
