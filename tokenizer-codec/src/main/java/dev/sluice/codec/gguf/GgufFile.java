package dev.sluice.codec.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A GGUF file, mapped into memory. Format: ggml's docs/gguf.md. The header was read and checked; a
 * tensor's byte size must still be checked by whoever knows its element type. Safe to share between
 * threads; closing unmaps the data.
 */
public final class GgufFile implements AutoCloseable {
  static final int MAGIC = 0x46554747; // "GGUF", little endian
  private static final int MAX_DIMENSIONS = 4;

  private final Path path;
  private final Arena arena;
  private final MemorySegment data;
  private final Map<String, Object> metadata;
  private final Map<String, MemorySegment> storedValues;
  private final Map<String, GgufTensor> tensors;
  private final long headerBytes;

  private GgufFile(
      Path path,
      Arena arena,
      MemorySegment data,
      Map<String, Object> metadata,
      Map<String, MemorySegment> storedValues,
      Map<String, GgufTensor> tensors,
      long headerBytes) {
    this.path = path;
    this.arena = arena;
    this.data = data;
    this.metadata = metadata;
    this.storedValues = storedValues;
    this.tensors = tensors;
    this.headerBytes = headerBytes;
  }

  /**
   * The GGUF file that a path means: the file itself, or the only one in a folder. Several beside a
   * Hugging Face checkpoint are not meant by the folder's name, which is the checkpoint's.
   *
   * @return empty when the path is neither, such as a folder of another format
   * @throws GgufException when a folder holds several, because nobody said which
   */
  public static Optional<Path> locate(Path path) {
    if (!Files.isDirectory(path)) {
      return isGguf(path) ? Optional.of(path) : Optional.empty();
    }
    try (Stream<Path> files = Files.list(path)) {
      List<Path> found = files.filter(GgufFile::isGguf).sorted().toList();
      if (found.size() > 1 && Files.isRegularFile(path.resolve("config.json"))) {
        return Optional.empty();
      }
      if (found.size() > 1) {
        List<Path> names = found.stream().map(Path::getFileName).toList();
        throw new GgufException(path + " holds several GGUF files, name one of them: " + names);
      }
      return found.stream().findFirst();
    } catch (IOException e) {
      throw new GgufException(path + " cannot be listed: " + e.getMessage(), e);
    }
  }

  /** Whether the file starts like a GGUF file; false also for one that cannot be read. */
  public static boolean isGguf(Path path) {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (var in = Files.newInputStream(path)) {
      byte[] magic = in.readNBytes(4);
      return magic.length == 4
          && magic[0] == 'G'
          && magic[1] == 'G'
          && magic[2] == 'U'
          && magic[3] == 'F';
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Maps the file and reads its header.
   *
   * @throws GgufException when it cannot be read or is damaged
   */
  public static GgufFile open(Path path) {
    return open(path, true);
  }

  /**
   * As {@link #open(Path)}, also of a file that ends before its tensors do: metadata and the list
   * of tensors can be relied upon, that the tensors are there cannot.
   */
  public static GgufFile openHeader(Path path) {
    return open(path, false);
  }

  private static GgufFile open(Path path, boolean isWhole) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment data = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return readHeader(path, arena, data, isWhole);
    } catch (IOException e) {
      arena.close();
      throw new GgufException(path + " cannot be read: " + e.getMessage(), e);
    } catch (GgufException e) {
      arena.close();
      throw new GgufException(path + " is not a usable GGUF file: " + e.getMessage(), e);
    } catch (OutOfMemoryError | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static GgufFile readHeader(Path path, Arena arena, MemorySegment data, boolean isWhole) {
    GgufCursor in = new GgufCursor(data);
    if (in.remaining() < 24 || in.readInt() != MAGIC) {
      throw new GgufException("it does not start with the letters GGUF");
    }
    int version = in.readInt();
    if (version < 2 || version > 3) {
      throw new GgufException("version " + version + " is not supported (2 and 3 are)");
    }
    int tensorCount = in.readCount("the tensor list", 1);
    int metadataCount = in.readCount("the metadata", 1);
    Map<String, Object> metadata = new LinkedHashMap<>();
    Map<String, MemorySegment> storedValues = new LinkedHashMap<>();
    for (int i = 0; i < metadataCount; i++) {
      String key = in.readString(entry -> "metadata key " + entry, i);
      long start = in.position();
      metadata.put(key, GgufValue.read(in, data, key));
      storedValues.put(key, data.asSlice(start, in.position() - start));
    }
    Map<String, GgufTensor> tensors = readTensors(in, tensorCount, alignment(metadata), isWhole);
    return new GgufFile(
        path,
        arena,
        data,
        new GgufMetadata(metadata),
        storedValues,
        Collections.unmodifiableMap(tensors),
        in.position());
  }

  private static long alignment(Map<String, Object> metadata) {
    Object value = metadata.getOrDefault("general.alignment", 32L);
    if (!(value instanceof Long alignment) || alignment <= 0 || alignment > 1 << 20) {
      throw new GgufException("general.alignment is " + value + ", not a positive number of bytes");
    }
    return alignment;
  }

  private static Map<String, GgufTensor> readTensors(
      GgufCursor in, int count, long alignment, boolean isWhole) {
    Map<String, GgufTensor> relative = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      GgufTensor tensor = readTensor(in, i);
      if (relative.put(tensor.name(), tensor) != null) {
        throw new GgufException("tensor '" + tensor.name() + "' is listed twice");
      }
    }
    long dataStart = Math.ceilDiv(in.position(), alignment) * alignment;
    long dataBytes = in.position() + in.remaining() - dataStart;
    long limit = isWhole ? dataBytes : Long.MAX_VALUE - dataStart;
    Map<String, GgufTensor> tensors = new LinkedHashMap<>();
    for (GgufTensor t : relative.values()) {
      if (t.offset() < 0 || t.offset() % alignment != 0 || t.offset() > limit) {
        throw new GgufException(
            "tensor '"
                + t.name()
                + "' starts at byte "
                + Long.toUnsignedString(t.offset())
                + " of "
                + dataBytes
                + " data bytes: the file is cut or damaged");
      }
      tensors.put(
          t.name(), new GgufTensor(t.name(), t.dimensions(), t.typeId(), dataStart + t.offset()));
    }
    return tensors;
  }

  private static GgufTensor readTensor(GgufCursor in, int index) {
    String name = in.readString(entry -> "name of tensor " + entry, index);
    int dimensionCount = in.readInt();
    if (dimensionCount < 0 || dimensionCount > MAX_DIMENSIONS) {
      throw new GgufException("tensor '" + name + "' has " + dimensionCount + " dimensions");
    }
    long[] dimensions = new long[dimensionCount];
    long elements = 1;
    for (int d = 0; d < dimensionCount; d++) {
      dimensions[d] = in.readLong();
      if (dimensions[d] <= 0 || elements > Long.MAX_VALUE / 256 / dimensions[d]) {
        throw new GgufException(
            "dimension "
                + d
                + " of tensor '"
                + name
                + "' is "
                + Long.toUnsignedString(dimensions[d]));
      }
      elements *= dimensions[d];
    }
    return new GgufTensor(name, dimensions, in.readInt(), in.readLong());
  }

  public Path path() {
    return path;
  }

  /** The whole file, read-only, valid until {@link #close}. */
  public MemorySegment data() {
    return data;
  }

  /** Bytes of the header: everything before the first tensor, padding excluded. */
  public long headerBytes() {
    return headerBytes;
  }

  /**
   * Metadata by key, in file order: {@link String}, {@link Long} (all integers), {@link Double}
   * (all floats), {@link Boolean}, {@code String[]}, {@code long[]} (integers and booleans), {@code
   * double[]}, or {@code Object[]} of such arrays. An array of strings is read from the open file
   * each time it is asked for.
   */
  public Map<String, Object> metadata() {
    return metadata;
  }

  /** A metadata value as it is stored, type included, or null when absent. */
  public MemorySegment storedValue(String key) {
    return storedValues.get(key);
  }

  public Map<String, GgufTensor> tensors() {
    return tensors;
  }

  /** A string, or null when absent. */
  public String text(String key) {
    return value(key, String.class, "text");
  }

  /** An integer, or the default when absent. */
  public long integer(String key, long fallback) {
    Long value = value(key, Long.class, "an integer");
    return value == null ? fallback : value;
  }

  /** A number, or the default when absent. */
  public double number(String key, double fallback) {
    Object value = metadata.get(key);
    if (value instanceof Long l) {
      return l;
    }
    Double number = value(key, Double.class, "a number");
    return number == null ? fallback : number;
  }

  /** A flag, or the default when absent. */
  public boolean flag(String key, boolean fallback) {
    Boolean value = value(key, Boolean.class, "true or false");
    return value == null ? fallback : value;
  }

  /** An array of strings, or null when absent. */
  public String[] texts(String key) {
    return value(key, String[].class, "an array of texts");
  }

  /** An array of integers, or null when absent. */
  public long[] integers(String key) {
    return value(key, long[].class, "an array of integers");
  }

  /** An array of numbers, or null when absent. */
  public double[] numbers(String key) {
    return value(key, double[].class, "an array of numbers");
  }

  private <T> T value(String key, Class<T> type, String expected) {
    Object value = metadata.get(key);
    if (value != null && !type.isInstance(value)) {
      throw new GgufException(
          path
              + ": metadata '"
              + key
              + "' is a "
              + value.getClass().getSimpleName()
              + ", expected "
              + expected);
    }
    return type.cast(value);
  }

  @Override
  public void close() {
    arena.close();
  }
}
