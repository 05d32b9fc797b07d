package dev.sluice.engine.compute.vector;

import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;

/**
 * A model's {@link PackedWeight}s in one mapped file, in the order in which they are loaded.
 * Layout: a page with the header, the weights from multiples of 4 KiB on, the index. The header has
 * magic, format version, rows of a panel, the model's key, where the index is, the file's length
 * and the CRC-32C of index and key; the index has each weight's name, type, shape, place and
 * CRC-32C. A file that differs in any of these is not used.
 */
final class PanelFile implements AutoCloseable {
  private static final long MAGIC = 0x534C_5549_4345_5057L; // "SLUICEPW"

  /** Rises with every change of what {@link WeightPacker} writes. */
  static final int VERSION = 3;

  static final int KEY_BYTES = 32;
  private static final int PAGE = 4096;
  private static final int HEADER_BYTES = 8 + 4 + 4 + KEY_BYTES + 8 + 8 + 8;
  private static final int PIECE_BYTES = 8 << 20;

  /** One weight; {@code offset} and {@code bytes} say where it is in the file. */
  private record Entry(
      String name, ElementType type, int rows, int columns, long offset, long bytes, long crc) {}

  /** A weight to write. */
  record Source(String name, PackedWeight weight, MemorySegment panels) {}

  private final Arena arena;
  private final MemorySegment data;
  private final List<Entry> entries;
  private int next;

  private PanelFile(Arena arena, MemorySegment data, List<Entry> entries) {
    this.arena = arena;
    this.data = data;
    this.entries = entries;
  }

  /**
   * Maps a file and checks header and index.
   *
   * @throws IOException when it cannot be read or is not the file of this key; the message says why
   */
  static PanelFile open(Path path, byte[] key) throws IOException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment data = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      return new PanelFile(arena, data, readIndex(data, key));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e instanceof IOException io ? io : new IOException("it is damaged: " + e, e);
    }
  }

  private static List<Entry> readIndex(MemorySegment data, byte[] key) throws IOException {
    if (data.byteSize() < PAGE) {
      throw new IOException("it has only " + data.byteSize() + " bytes");
    }
    ByteBuffer header = data.asSlice(0, HEADER_BYTES).asByteBuffer();
    if (header.getLong() != MAGIC) {
      throw new IOException("it is no file of rearranged weights");
    }
    int version = header.getInt();
    int panelRows = header.getInt();
    if (version != VERSION || panelRows != Lanes.PANEL) {
      throw new IOException(
          "it has format %d with %d rows, not %d with %d"
              .formatted(version, panelRows, VERSION, Lanes.PANEL));
    }
    byte[] found = new byte[KEY_BYTES];
    header.get(found);
    if (!Arrays.equals(found, key)) {
      throw new IOException("it is of another model file");
    }
    long index = header.getLong();
    long length = header.getLong();
    if (length != data.byteSize() || index < PAGE || index > length) {
      throw new IOException("it has %d of %d bytes".formatted(data.byteSize(), length));
    }
    byte[] bytes = data.asSlice(index).toArray(ValueLayout.JAVA_BYTE);
    if (crc(key, bytes) != header.getLong()) {
      throw new IOException("its index is damaged");
    }
    return parse(bytes, index);
  }

  private static List<Entry> parse(byte[] bytes, long end) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    List<Entry> entries = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      Entry entry =
          new Entry(
              in.readUTF(),
              ElementType.valueOf(in.readUTF()),
              in.readInt(),
              in.readInt(),
              in.readLong(),
              in.readLong(),
              in.readLong());
      if (entry.bytes != PackedWeight.bytes(entry.type, entry.rows, entry.columns)
          || entry.offset < PAGE
          || entry.offset > end - entry.bytes) {
        throw new IOException("weight '" + entry.name + "' is out of place");
      }
      entries.add(entry);
    }
    return entries;
  }

  /**
   * The panels of the next weight.
   *
   * @throws IOException when the file has another one there, or its bytes are damaged
   */
  MemorySegment next(Tensor stored) throws IOException {
    if (next == entries.size()) {
      throw new IOException("it has no weight '" + stored.name() + "'");
    }
    Entry entry = entries.get(next++);
    if (!entry.name.equals(stored.name())
        || entry.type != stored.type()
        || entry.rows != stored.rows()
        || entry.columns != stored.columns()) {
      throw new IOException("it has " + entry + " where " + stored + " is loaded");
    }
    MemorySegment panels = data.asSlice(entry.offset, entry.bytes);
    if (crc(panels) != entry.crc) {
      throw new IOException("weight '" + entry.name + "' is damaged");
    }
    return panels;
  }

  /** Whether every weight has been asked for. */
  boolean isComplete() {
    return next == entries.size();
  }

  long bytes() {
    return data.byteSize();
  }

  /** How long a file of these weights is, about. */
  static long bytes(List<Source> weights) {
    return PAGE + weights.stream().mapToLong(w -> w.panels.byteSize() + 2 * PAGE).sum();
  }

  /**
   * Writes a file.
   *
   * @return false when {@code isCancelled} came first
   */
  static boolean write(Path path, byte[] key, List<Source> weights, BooleanSupplier isCancelled)
      throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      ByteArrayOutputStream index = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(index);
      out.writeInt(weights.size());
      long at = PAGE;
      for (Source source : weights) {
        if (!writeAll(channel, at, source.panels, isCancelled)) {
          return false;
        }
        describe(out, source, at);
        at = Math.ceilDiv(at + source.panels.byteSize(), PAGE) * PAGE;
      }
      byte[] bytes = index.toByteArray();
      writeAll(channel, at, MemorySegment.ofArray(bytes), () -> false);
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      header.putLong(MAGIC).putInt(VERSION).putInt(Lanes.PANEL).put(key);
      header.putLong(at).putLong(at + bytes.length).putLong(crc(key, bytes));
      writeAll(channel, 0, MemorySegment.ofArray(header.array()), () -> false);
      return true;
    }
  }

  private static void describe(DataOutputStream out, Source source, long at) throws IOException {
    out.writeUTF(source.name);
    out.writeUTF(source.weight.type().name());
    out.writeInt(source.weight.rows());
    out.writeInt(source.weight.columns());
    out.writeLong(at);
    out.writeLong(source.panels.byteSize());
    out.writeLong(crc(source.panels));
  }

  private static boolean writeAll(
      FileChannel channel, long at, MemorySegment from, BooleanSupplier isCancelled)
      throws IOException {
    for (long done = 0; done < from.byteSize(); ) {
      if (isCancelled.getAsBoolean()) {
        return false;
      }
      long count = Math.min(PIECE_BYTES, from.byteSize() - done);
      done += channel.write(from.asSlice(done, count).asByteBuffer(), at + done);
    }
    return true;
  }

  private static long crc(MemorySegment bytes) {
    CRC32C sum = new CRC32C();
    for (long at = 0; at < bytes.byteSize(); at += PIECE_BYTES) {
      sum.update(bytes.asSlice(at, Math.min(PIECE_BYTES, bytes.byteSize() - at)).asByteBuffer());
    }
    return sum.getValue();
  }

  private static long crc(byte[] key, byte[] index) {
    CRC32C sum = new CRC32C();
    sum.update(key);
    sum.update(index);
    return sum.getValue();
  }

  @Override
  public void close() {
    arena.close();
  }
}
