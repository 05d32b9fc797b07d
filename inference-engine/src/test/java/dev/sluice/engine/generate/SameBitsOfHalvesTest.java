package dev.sluice.engine.generate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same with keys and values kept as halves, where the vector backend computes. */
class SameBitsOfHalvesTest extends SameBitsTest {
  @BeforeEach
  void ask() {
    System.setProperty("sluice.vector.kv", "f16");
  }

  @AfterEach
  void forget() {
    System.clearProperty("sluice.vector.kv");
  }
}
