package dev.sluice.engine.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes safetensors files whole, for tests that make other files of them. */
public final class Safetensors {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Safetensors() {}

  /** A tensor with its bytes. */
  public record Content(String dtype, JsonNode shape, byte[] bytes) {

    /** F32 rounded to F16 or cut to BF16. */
    public Content as(String type) {
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer out = ByteBuffer.allocate(bytes.length / 2).order(ByteOrder.LITTLE_ENDIAN);
      while (in.hasRemaining()) {
        float value = in.getFloat();
        out.putShort(
            type.equals("F16")
                ? Float.floatToFloat16(value)
                : (short) (Float.floatToRawIntBits(value) >>> 16));
      }
      return new Content(type, shape, out.array());
    }

    /** Back to F32. */
    public Content widened() {
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer out = ByteBuffer.allocate(bytes.length * 2).order(ByteOrder.LITTLE_ENDIAN);
      while (in.hasRemaining()) {
        short bits = in.getShort();
        out.putFloat(
            dtype.equals("F16") ? Float.float16ToFloat(bits) : Float.intBitsToFloat(bits << 16));
      }
      return new Content("F32", shape, out.array());
    }
  }

  public static Map<String, Content> read(Path file) {
    try {
      ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      byte[] header = new byte[Math.toIntExact(all.getLong())];
      all.get(header);
      int start = all.position();
      Map<String, Content> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : JSON.readTree(header).properties()) {
        if (!entry.getKey().equals("__metadata__")) {
          JsonNode offsets = entry.getValue().get("data_offsets");
          byte[] bytes = new byte[offsets.get(1).asInt() - offsets.get(0).asInt()];
          all.get(start + offsets.get(0).asInt(), bytes);
          tensors.put(
              entry.getKey(),
              new Content(
                  entry.getValue().get("dtype").asString(), entry.getValue().get("shape"), bytes));
        }
      }
      return tensors;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void write(Path file, Map<String, Content> tensors) {
    ObjectNode header = JSON.createObjectNode();
    int at = 0;
    for (Map.Entry<String, Content> entry : tensors.entrySet()) {
      ObjectNode tensor = header.putObject(entry.getKey());
      tensor.put("dtype", entry.getValue().dtype()).set("shape", entry.getValue().shape());
      tensor.putArray("data_offsets").add(at).add(at += entry.getValue().bytes().length);
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(8 + json.length + at).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(json.length).put(json);
    tensors.values().forEach(content -> out.put(content.bytes()));
    try {
      Files.write(file, out.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
