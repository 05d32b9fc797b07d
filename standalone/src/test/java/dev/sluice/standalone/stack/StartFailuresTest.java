package dev.sluice.standalone.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.model.ModelLoadException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.PortInUseException;

class StartFailuresTest {

  @Test
  void translate_modelFailureDeepInside_isItsSentence() {
    Throwable failure =
        new IllegalStateException("bean", new RuntimeException(new ModelLoadException("too big")));
    assertThat(StartFailures.translate(failure))
        .isInstanceOf(StackException.class)
        .hasMessage("too big");
  }

  @Test
  void translate_portTakenMeanwhile_namesIt() {
    assertThat(StartFailures.translate(new RuntimeException(new PortInUseException(8081))))
        .hasMessageContaining("8081");
  }

  @Test
  void translate_outOfMemory_saysHowToGetMore() {
    assertThat(StartFailures.translate(new RuntimeException(new OutOfMemoryError("heap"))))
        .hasMessageContaining("too little memory")
        .hasMessageContaining("-Xmx");
  }

  @Test
  void translate_anythingElse_givesTheDeepestReason() {
    Throwable failure = new RuntimeException("outer", new IllegalArgumentException("inner"));
    assertThat(StartFailures.translate(failure)).hasMessageContaining("inner").hasCause(failure);
  }
}
