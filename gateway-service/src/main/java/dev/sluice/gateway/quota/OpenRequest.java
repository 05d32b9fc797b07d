package dev.sluice.gateway.quota;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A running request's slot in {@link OpenRequests}. Counting may come from several threads; begin
 * and close from one each.
 */
public final class OpenRequest {
  static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final VarHandle INTS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ORDER).withInvokeExactBehavior();
  private static final int STATE = 0;
  private static final int DISPATCHED = 4;
  private static final int OUTPUT = 8;
  private static final int LENGTH = 12;
  private static final int TEXT = 16;
  private static final int USED = 1;
  static final int MOST_TEXT_BYTES = OpenRequests.SLOT_BYTES - TEXT;

  private final ByteBuffer bytes;
  private final OpenRequests owner;

  OpenRequest(ByteBuffer bytes, OpenRequests owner) {
    this.bytes = bytes;
    this.owner = owner;
  }

  /** The state is written last: a slot that says it is used is whole. */
  void begin(byte[] text) {
    bytes.putInt(DISPATCHED, 0);
    bytes.putInt(OUTPUT, 0);
    bytes.putInt(LENGTH, text.length);
    bytes.put(TEXT, text);
    INTS.setRelease(bytes, STATE, USED);
  }

  /** A pod was asked. */
  public void dispatched() {
    INTS.setRelease(bytes, DISPATCHED, 1);
  }

  /** Called before the tokens are sent on. */
  public void generated(int tokens) {
    int _ = (int) INTS.getAndAdd(bytes, OUTPUT, tokens);
  }

  void close() {
    INTS.setRelease(bytes, STATE, 0);
    owner.closed(this);
  }

  boolean isUsed() {
    return bytes.getInt(STATE) == USED;
  }

  boolean isDispatched() {
    return bytes.getInt(DISPATCHED) == 1;
  }

  int outputTokens() {
    return bytes.getInt(OUTPUT);
  }

  byte[] text() {
    byte[] text = new byte[Math.clamp(bytes.getInt(LENGTH), 0, MOST_TEXT_BYTES)];
    bytes.get(TEXT, text);
    return text;
  }
}
