package dev.sluice.engine.weights;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A fingerprint that does not read the whole file: SHA-256 over its length, its header and 256
 * pieces of 4 KiB spread evenly over the rest. It tells versions of a model apart and keeps a start
 * short; it is no protection against somebody who forges weights.
 */
final class SampledDigest {
  private static final int PIECES = 256;
  private static final int PIECE_BYTES = 4096;

  private SampledDigest() {}

  static String of(MemorySegment data, long headerBytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(("length " + data.byteSize()).getBytes(StandardCharsets.US_ASCII));
      digest.update(data.asSlice(0, headerBytes).asByteBuffer());
      long rest = data.byteSize() - headerBytes;
      for (int i = 0; i < PIECES; i++) {
        long from = headerBytes + rest / PIECES * i;
        long bytes = Math.min(PIECE_BYTES, data.byteSize() - from);
        digest.update(data.asSlice(from, bytes).asByteBuffer());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
