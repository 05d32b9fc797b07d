package dev.sluice.standalone.measure;

import dev.sluice.engine.model.Decoder;
import dev.sluice.standalone.measure.DecoderRun.Rows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.function.IntConsumer;

/**
 * Writes the logits of every position of a sequence as little-endian float32, {@code [tokens,
 * vocab]} row-major. Memory does not grow with the sequence: one row is held at a time.
 */
public final class LogitsWriter {
  private LogitsWriter() {}

  /**
   * @param ids the sequence
   * @param promptTokens how many of them are prompt; the rest is fed one by one
   * @param progress told the number of positions done
   * @throws MeasureException when the sequence is empty, too long or holds an id outside the
   *     vocabulary
   */
  public static void write(
      Decoder decoder, int[] ids, int promptTokens, WritableByteChannel out, IntConsumer progress)
      throws IOException {
    check(decoder, ids);
    if (promptTokens < 1 || promptTokens > ids.length) {
      throw new MeasureException(
          "The prompt is to have " + promptTokens + " of the " + ids.length + " ids.");
    }
    int vocabSize = decoder.description().vocabSize();
    float[] row = new float[vocabSize];
    ByteBuffer bytes = ByteBuffer.allocate(vocabSize * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int chunk = Math.min(decoder.maxBatchTokens(), decoder.maxLogitRows());
    DecoderRun run = new DecoderRun(decoder);
    run.restart(promptTokens);
    int count;
    for (int from = 0; from < ids.length; from += count) {
      count = from < promptTokens ? Math.min(chunk, promptTokens - from) : 1;
      run.feed(ids, from, count, Rows.ALL);
      for (int i = 0; i < count; i++) {
        decoder.logits(i, row);
        bytes.clear();
        bytes.asFloatBuffer().put(row);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
      progress.accept(from + count);
    }
  }

  private static void check(Decoder decoder, int[] ids) {
    if (ids.length == 0) {
      throw new MeasureException("There are no ids, so there are no logits.");
    }
    int capacity = DecoderRun.capacityTokens(decoder);
    if (ids.length > capacity) {
      throw new MeasureException(
          "There are " + ids.length + " ids, and a sequence has at most " + capacity + " here.");
    }
    DecoderRun.checkIds(decoder, ids);
  }
}
