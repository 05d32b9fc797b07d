package dev.sluice.tokenizer;

import dev.sluice.codec.TokenizerException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Turns a tokenizer that cannot be served into one sentence instead of a stack trace. */
public final class TokenizerFailureAnalyzer extends AbstractFailureAnalyzer<TokenizerException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, TokenizerException cause) {
    return new FailureAnalysis(cause.getMessage(), null, cause);
  }
}
