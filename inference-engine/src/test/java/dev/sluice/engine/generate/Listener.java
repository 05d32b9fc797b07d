package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A listener whose end another thread can wait for. */
final class Listener implements Consumer<GenerateEvent> {
  final GenerateRequest request;
  final List<Integer> ids = new ArrayList<>();
  final StringBuilder text = new StringBuilder();
  final List<TokenLogprob> logprobs = new ArrayList<>();
  volatile GenerateEvent end;
  private final CountDownLatch ended = new CountDownLatch(1);

  Listener(GenerateRequest request) {
    this.request = request;
  }

  @Override
  public void accept(GenerateEvent event) {
    for (int id : event.ids()) {
      ids.add(id);
    }
    text.append(event.text());
    logprobs.addAll(event.logprobs());
    if (event.kind() == GenerateEvent.Kind.END || event.kind() == GenerateEvent.Kind.ERROR) {
      assertThat(end).as("a last event before this one").isNull();
      end = event;
      ended.countDown();
    }
  }

  void await() {
    try {
      assertThat(ended.await(60, TimeUnit.SECONDS)).as("the stream ends").isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
