package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThatNoException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The training run would end, and the start-up cache be missing, if this tokenizer did not work.
 */
class TrainingTokenizerTest {
  @TempDir Path temp;

  @Test
  void use_inAnEmptyFolder_opensEncodesAndRenders() {
    assertThatNoException().isThrownBy(() -> TrainingTokenizer.use(temp));
  }
}
