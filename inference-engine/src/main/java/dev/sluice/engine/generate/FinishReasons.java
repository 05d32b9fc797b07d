package dev.sluice.engine.generate;

/** Why a stream ended, as the END event says it. */
final class FinishReasons {
  static final String STOP = "stop";
  static final String LENGTH = "length";
  static final String CANCELLED = "cancelled";

  private FinishReasons() {}
}
