package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.TokenLogprob;
import dev.sluice.engine.generate.SteppedEngine.Heard;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Text, stops and ends of single streams. */
class StreamTextTest {
  private static final String TEXT = "h\u00e9llo \ud83d\ude00 w\u00f6rld";

  @Test
  void deltas_multiByteCharacters_areNeverSplit() {
    int[] script = new ByteTokenizer().encode(TEXT, false);
    Heard heard = SteppedEngine.scripted(1, script).run(Requests.of(script.length, 1));

    assertThat(heard.text.toString()).isEqualTo(TEXT);
    assertThat(heard.ids).hasSize(script.length);
    for (GenerateEvent event : heard.events) {
      assertThat(event.text()).doesNotContain("\ufffd");
      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(event.text())).isTrue();
    }
    assertThat(heard.finish()).isEqualTo("length");
  }

  @Test
  void length_insideACharacter_givesTheReplacementAtTheEnd() {
    Heard heard = SteppedEngine.scripted(1, 'a', 0xF0, 0x9F).run(Requests.of(3, 1));
    assertThat(heard.text.toString()).isEqualTo("a\ufffd");
  }

  @Test
  void promptEndsInsideACharacter_outputCompletesIt() {
    Heard heard = SteppedEngine.scripted(2, 0xA9, 'x').run(Requests.of(2, 'a', 0xC3));
    assertThat(heard.text.toString()).isEqualTo("\u00e9x");
  }

  @Test
  void stopString_acrossTokens_endsTheTextBeforeIt() {
    int[] script = new ByteTokenizer().encode(TEXT, false);
    Heard heard =
        SteppedEngine.scripted(1, script)
            .run(Requests.of(script.length, 1).stop("\ud83d\ude00 w", "zz"));

    assertThat(heard.text.toString()).isEqualTo("h\u00e9llo ");
    assertThat(heard.finish()).isEqualTo("stop");
    assertThat(heard.last().stopReason()).isEqualTo("\ud83d\ude00 w");
    assertThat(heard.usage().outputTokens())
        .isEqualTo("h\u00e9llo \ud83d\ude00 w".getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void possibleStop_atTheLimit_isGivenOut() {
    Heard heard = SteppedEngine.scripted(1, 'a', 'E', 'N').run(Requests.of(3, 1).stop("END"));
    assertThat(heard.text.toString()).isEqualTo("aEN");
    assertThat(heard.finish()).isEqualTo("length");
  }

  @Test
  void endOfSequence_heldText_isGivenOutAndTheIdCounts() {
    SteppedEngine engine = SteppedEngine.scripted(1, 'a', 'E', ByteTokenizer.EOS, 'x');
    Heard heard = engine.run(Requests.of(10, 1).stop("END"));

    assertThat(heard.text.toString()).isEqualTo("aE");
    assertThat(heard.ids).containsExactly((int) 'a', (int) 'E', ByteTokenizer.EOS);
    assertThat(heard.finish()).isEqualTo("stop");
    assertThat(heard.last().stopReason()).isNull();
    assertThat(heard.usage().outputTokens()).isEqualTo(3);
  }

  @Test
  void endOfSequence_ignored_goesOn() {
    SteppedEngine engine = SteppedEngine.scripted(1, 'a', ByteTokenizer.EOS, 'x');
    Heard heard = engine.run(Requests.of(4, 1).ignoreEos());
    assertThat(heard.text.toString()).isEqualTo("axx");
    assertThat(heard.finish()).isEqualTo("length");
  }

  @Test
  void stopToken_endsWithoutItsText() {
    Heard heard =
        SteppedEngine.scripted(1, 'a', 'b', 'c').run(Requests.of(9, 1).stopTokens((int) 'b'));
    assertThat(heard.text.toString()).isEqualTo("a");
    assertThat(heard.last().stopReason()).isEqualTo("98");
    assertThat(heard.usage().outputTokens()).isEqualTo(2);
  }

  @Test
  void logprobs_perToken_arrangeChosenAndAlternatives() {
    Heard heard = SteppedEngine.scripted(1, 'a', 'b').run(Requests.of(2, 1).logprobs(3, null));

    assertThat(heard.logprobs).hasSize(2);
    assertThat(heard.logprobs.getFirst().token()).isEqualTo("a");
    assertThat(heard.logprobs.getFirst().bytes()).containsExactly(97);
    assertThat(heard.logprobs.getFirst().top()).extracting("id").containsExactly(97, 0, 1);
    double expected = 5 - Math.log(Math.exp(5) + ByteTokenizer.SIZE - 1);
    assertThat(heard.logprobs.getFirst().logprob()).isCloseTo(expected, within(1e-9));
  }

  @Test
  void promptLogprobs_longerThanRowsAndChunks_coverEveryToken() {
    int[] prompt = IntStream.range(0, 100).map(i -> i % 7).toArray();
    SteppedEngine engine = SteppedEngine.hashed(); // 16 rows of logits per step
    engine.run(Requests.of(1, prompt)); // fills the prefix cache, which scoring must not use

    Heard heard = engine.run(Requests.of(0, prompt).logprobs(null, 2));

    assertThat(heard.events)
        .extracting(GenerateEvent::kind)
        .containsExactly(GenerateEvent.Kind.PROMPT, GenerateEvent.Kind.END);
    List<TokenLogprob> scored = heard.events.getFirst().promptLogprobs();
    assertThat(scored)
        .extracting("id")
        .containsExactlyElementsOf(Arrays.stream(prompt).boxed().toList());
    assertThat(scored.getFirst().logprob()).isNull();
    float[] row = new float[ByteTokenizer.SIZE];
    for (int i = 1; i < prompt.length; i++) {
      FakeDecoder.hashed(prompt, i, row);
      double sum = 0;
      for (float logit : row) {
        sum += Math.exp(logit);
      }
      assertThat(scored.get(i).logprob()).isCloseTo(row[prompt[i]] - Math.log(sum), within(1e-6));
      assertThat(scored.get(i).top()).extracting("id").contains(prompt[i]);
    }
    assertThat(heard.finish()).isEqualTo("length");
    assertThat(heard.usage().outputTokens()).isZero();
  }

  @Test
  void promptLogprobs_oneTokenPrompt_hasOneEntry() {
    Heard heard = SteppedEngine.hashed().run(Requests.of(2, 65).logprobs(null, 0));
    assertThat(heard.events.getFirst().promptLogprobs()).hasSize(1);
    assertThat(heard.ids).hasSize(2);
  }

  @Test
  void maxOutputZero_withoutScores_endsAfterThePrompt() {
    SteppedEngine engine = SteppedEngine.hashed();
    Heard heard = engine.run(Requests.of(0, 1, 2, 3));
    assertThat(heard.events).hasSize(1);
    assertThat(heard.finish()).isEqualTo("length");
    assertThat(heard.usage().promptTokens()).isEqualTo(3);
  }

  @Test
  void continued_afterStopOrEnd_endsAtOnce() {
    SteppedEngine engine = SteppedEngine.hashed();
    Heard stopped = engine.run(Requests.of(9, 1).stop("ab").continued(List.of(97, 98)));
    Heard ended = engine.run(Requests.of(9, 1).continued(List.of(97, ByteTokenizer.EOS)));

    assertThat(stopped.last().stopReason()).isEqualTo("ab");
    assertThat(ended.finish()).isEqualTo("stop");
    assertThat(engine.decoder.forwards).isZero();
    assertThat(engine.gate.queuedTokens()).isZero();
  }
}
