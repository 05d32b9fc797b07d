package dev.sluice.engine.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A safetensors file, mapped into memory: eight bytes of header length, a JSON header, data. The
 * header was checked against the file's size: each tensor's bytes lie within the file, overlap no
 * other's and are as many as its shape needs.
 */
final class SafetensorsFile implements AutoCloseable {
  /** The format's own limit. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final Arena arena;
  private final MemorySegment data;
  private final long dataStart;
  private final Map<String, StoredTensor> tensors;

  private SafetensorsFile(Path path, Arena arena, MemorySegment data) {
    this.path = path;
    this.arena = arena;
    this.data = data;
    long headerBytes = data.byteSize() < 8 ? -1 : data.get(LENGTH, 0);
    if (headerBytes < 2 || headerBytes > Math.min(MAX_HEADER_BYTES, data.byteSize() - 8)) {
      throw new WeightException(
          "%s is no safetensors file, or cut: its header claims %s of %d bytes"
              .formatted(path, Long.toUnsignedString(headerBytes), data.byteSize()));
    }
    dataStart = 8 + headerBytes;
    byte[] header = data.asSlice(8, headerBytes).toArray(ValueLayout.JAVA_BYTE);
    tensors = read(JsonObjects.parse(header, "the header of " + path));
    checkOverlaps();
  }

  /**
   * Maps the file and checks its header.
   *
   * @throws WeightException when it cannot be read or is damaged
   */
  static SafetensorsFile open(Path path) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment data = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return new SafetensorsFile(path, arena, data);
    } catch (IOException e) {
      arena.close();
      throw new WeightException(path + " cannot be read: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private Map<String, StoredTensor> read(ObjectNode header) {
    Map<String, StoredTensor> found = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        found.put(entry.getKey(), tensor(entry.getKey(), entry.getValue()));
      }
    }
    return found;
  }

  private StoredTensor tensor(String name, JsonNode entry) {
    String type = entry.path("dtype").asString("");
    JsonNode offsets = entry.path("data_offsets");
    JsonNode dimensions = entry.path("shape");
    if (!dimensions.isArray()
        || !offsets.isArray()
        || offsets.size() != 2
        || !offsets.get(0).isIntegralNumber()
        || !offsets.get(1).isIntegralNumber()
        || !offsets.get(0).canConvertToLong()
        || !offsets.get(1).canConvertToLong()) {
      throw damaged(name, "has no dtype, shape and data_offsets");
    }
    long begin = offsets.get(0).asLong();
    long end = offsets.get(1).asLong();
    if (begin < 0 || end < begin || end > data.byteSize() - dataStart) {
      throw damaged(
          name,
          "lies at bytes %d to %d of %d data bytes: the file is cut or damaged"
              .formatted(begin, end, data.byteSize() - dataStart));
    }
    List<Integer> shape = new ArrayList<>();
    long elements = 1;
    for (JsonNode dimension : dimensions) {
      if (!dimension.isInt() || dimension.asInt() < 0) {
        throw damaged(name, "has the shape " + dimensions);
      }
      shape.add(dimension.asInt());
      elements =
          Math.multiplyHigh(elements, dimension.asInt()) != 0
              ? Long.MAX_VALUE
              : elements * dimension.asInt();
    }
    int elementBytes = StoredTensor.elementBytes(type);
    if (elementBytes == 0) {
      throw damaged(name, "has the unknown dtype '" + type + "'");
    }
    if (elements > end - begin || elements * elementBytes != end - begin) {
      throw damaged(
          name, "has %d bytes, not those of %s %s".formatted(end - begin, type, dimensions));
    }
    MemorySegment bytes = data.asSlice(dataStart + begin, end - begin);
    return new StoredTensor(name, type, List.copyOf(shape), bytes);
  }

  private void checkOverlaps() {
    List<StoredTensor> inOrder = new ArrayList<>(tensors.values());
    inOrder.sort(Comparator.comparingLong(t -> t.data().address()));
    for (int i = 1; i < inOrder.size(); i++) {
      StoredTensor before = inOrder.get(i - 1);
      if (before.data().address() + before.data().byteSize() > inOrder.get(i).data().address()) {
        throw damaged(inOrder.get(i).name(), "overlaps '" + before.name() + "'");
      }
    }
  }

  private WeightException damaged(String name, String what) {
    return new WeightException("%s: tensor '%s' %s".formatted(path, name, what));
  }

  Map<String, StoredTensor> tensors() {
    return tensors;
  }

  long bytes() {
    return data.byteSize();
  }

  String digest() {
    return SampledDigest.of(data, dataStart);
  }

  @Override
  public void close() {
    arena.close();
  }
}
