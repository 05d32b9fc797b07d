package dev.sluice.gateway.openai;

import dev.sluice.contract.TokenLogprob;
import dev.sluice.gateway.completion.Output;
import java.util.ArrayList;
import java.util.List;

/** The fold of a stream: what an answer that is not streamed is made of. */
final class Answer {
  /** One choice as it grows. */
  static final class Choice {
    final StringBuilder text = new StringBuilder();
    final List<TokenLogprob> promptLogprobs = new ArrayList<>();
    final List<TokenLogprob> logprobs = new ArrayList<>();
    String finishReason;
    String stopReason;
  }

  final List<Choice> choices = new ArrayList<>();
  Output.Totals totals;

  Answer(int choiceCount) {
    for (int i = 0; i < choiceCount; i++) {
      choices.add(new Choice());
    }
  }

  Answer add(Output output) {
    switch (output) {
      case Output.Started started -> {}
      case Output.Echo echo -> {
        choices.get(echo.choice()).text.append(echo.text());
        choices.get(echo.choice()).promptLogprobs.addAll(echo.logprobs());
      }
      case Output.Piece piece -> {
        choices.get(piece.choice()).text.append(piece.text());
        choices.get(piece.choice()).logprobs.addAll(piece.logprobs());
      }
      case Output.Finish finish -> {
        choices.get(finish.choice()).finishReason = finish.reason();
        choices.get(finish.choice()).stopReason = finish.stopReason();
      }
      case Output.Totals sums -> totals = sums;
    }
    return this;
  }
}
