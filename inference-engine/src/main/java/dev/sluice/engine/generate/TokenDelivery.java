package dev.sluice.engine.generate;

import dev.sluice.codec.Vocabulary;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.TokenLogprob;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Hands a stream its results: the prompt's log-probabilities, then each token with the text that is
 * final with it; and decides whether the token was the last. Owned by the engine thread.
 */
final class TokenDelivery {
  private final BitSet endOfGeneration = new BitSet();
  private final StreamEnds ends;
  private final EngineLoad load;
  private final LongSupplier nanoClock;

  TokenDelivery(Vocabulary vocabulary, StreamEnds ends, EngineLoad load, LongSupplier nanoClock) {
    vocabulary.endOfGeneration().forEach(endOfGeneration::set);
    this.ends = ends;
    this.load = load;
    this.nanoClock = nanoClock;
  }

  /** Ends a continued stream at once when the ids delivered before it was lost had ended it. */
  void resume(GenerationStream stream) {
    int last = stream.token(stream.promptLength() - 1);
    if (stream.text().stopString() != null) {
      ends.end(stream, FinishReasons.STOP, stream.text().stopString());
    } else if (stream.request().deliveredTokens() > 0 && endsStream(stream, last)) {
      ends.end(stream, FinishReasons.STOP, stopReason(stream, last));
    }
  }

  /**
   * @param token {@link TokenChooser#NONE} when none was chosen in this step
   * @param logprob the token's, or null
   */
  void deliver(GenerationStream stream, int token, TokenLogprob logprob) {
    if (stream.takePromptReport()) {
      ends.emit(stream, GenerateEvent.prompt(List.copyOf(stream.promptLogprobs())));
    }
    if (stream.isFinished()) {
      return; // its listener failed
    }
    if (token != TokenChooser.NONE) {
      deliverToken(stream, token, logprob);
    } else if (stream.isAtLimit() && stream.computed() == stream.length()) {
      ends.end(stream, FinishReasons.LENGTH, null); // only the prompt was asked for
    }
  }

  private void deliverToken(GenerationStream stream, int token, TokenLogprob logprob) {
    stream.generated(token, nanoClock.getAsLong());
    if (stream.outputTokens() == 1) {
      load.firstToken(stream.nanosToFirstToken());
    }
    boolean isEnd = endsStream(stream, token);
    OutputText output = stream.text();
    String text = isEnd ? "" : output.append(token);
    boolean isLast = isEnd || stream.isAtLimit();
    if (isLast) {
      text += output.finish();
    }
    emit(stream, token, text, logprob);
    if (output.stopString() != null) {
      ends.end(stream, FinishReasons.STOP, output.stopString());
    } else if (isEnd) {
      ends.end(stream, FinishReasons.STOP, stopReason(stream, token));
    } else if (isLast) {
      ends.end(stream, FinishReasons.LENGTH, null);
    }
  }

  private boolean endsStream(GenerationStream stream, int token) {
    return isEndOfGeneration(stream, token) || stream.isStopToken(token);
  }

  /** The client's own stop tokens are named, the model's are not. */
  private String stopReason(GenerationStream stream, int token) {
    return isEndOfGeneration(stream, token) ? null : Integer.toString(token);
  }

  private boolean isEndOfGeneration(GenerationStream stream, int token) {
    return endOfGeneration.get(token) && !stream.request().ignoreEos();
  }

  private void emit(GenerationStream stream, int token, String text, TokenLogprob logprob) {
    List<TokenLogprob> logprobs = logprob == null ? List.of() : List.of(logprob);
    int[] ids = {token};
    ends.emit(stream, GenerateEvent.delta(ids, text, stream.outputTokens(), logprobs));
  }
}
