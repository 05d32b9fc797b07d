package dev.sluice.standalone.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import org.junit.jupiter.api.Test;

class LogitsWriterTest {

  @Test
  void write_longerThanABatch_givesEveryPositionInOrder() throws Exception {
    FakeDecoder decoder = new FakeDecoder(64, 4, 3);
    int[] ids = {1, 2, 3, 4, 0, 1, 2};
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LogitsWriter.write(decoder, ids, Math.max(1, ids.length), Channels.newChannel(out), done -> {});
    ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    for (int position = 0; position < ids.length; position++) {
      for (int token = 0; token < FakeDecoder.VOCAB; token++) {
        assertThat(bytes.getFloat()).isEqualTo(ids[position] * 1000f + position);
      }
    }
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(decoder.batchSizes).containsExactly(3, 3, 1);
  }

  @Test
  void write_idOutsideVocabulary_namesIdAndIndex() {
    assertThatThrownBy(() -> write(new FakeDecoder(64, 4, 4), 1, 5))
        .isInstanceOf(MeasureException.class)
        .hasMessageContaining("Id 5 at index 1");
  }

  @Test
  void write_moreThanTheContext_namesBothNumbers() {
    assertThatThrownBy(() -> write(new FakeDecoder(16, 4, 4), new int[17]))
        .hasMessageContaining("17 ids")
        .hasMessageContaining("at most 16");
  }

  @Test
  void write_noIds_saysSo() {
    assertThatThrownBy(() -> write(new FakeDecoder(16, 4, 4))).isInstanceOf(MeasureException.class);
  }

  private static void write(FakeDecoder decoder, int... ids) throws Exception {
    LogitsWriter.write(
        decoder,
        ids,
        Math.max(1, ids.length),
        Channels.newChannel(new ByteArrayOutputStream()),
        done -> {});
  }
}
