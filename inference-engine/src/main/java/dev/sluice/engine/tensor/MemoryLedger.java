package dev.sluice.engine.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Native memory by purpose. Every byte the engine takes outside the heap is taken here under a tag,
 * so that a test can ask for a zero balance and an operator can ask where the memory went. Safe for
 * use by several threads.
 *
 * <p>Memory comes from {@code calloc}: it is zero, and large pieces become resident only when they
 * are touched, which an arena's own allocation (it writes the zeroes) does not give.
 */
public final class MemoryLedger {
  /** Cache lines and AVX-512 vectors. */
  private static final long ALIGNMENT = 64;

  private static final MethodHandle CALLOC =
      libc(
          "calloc",
          FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
  private static final MethodHandle FREE =
      libc("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

  private final Map<String, AtomicLong> balance = new ConcurrentHashMap<>();

  /** A piece of native memory; closing it twice is an error. */
  public static final class Allocation implements AutoCloseable {
    private final MemorySegment segment;
    private final Arena arena;

    private Allocation(MemorySegment segment, Arena arena) {
      this.segment = segment;
      this.arena = arena;
    }

    /** Zeroed at allocation, aligned to 64 bytes. */
    public MemorySegment segment() {
      return segment;
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  /**
   * Takes zeroed memory.
   *
   * @throws OutOfMemoryError when the system gives none; the message names the tag and the size
   */
  public Allocation allocate(String tag, long bytes) {
    long size = Math.addExact(bytes, ALIGNMENT);
    MemorySegment raw = calloc(size);
    if (raw.address() == 0) {
      throw new OutOfMemoryError(
          "the system refused " + bytes + " bytes of native memory for '" + tag + "'");
    }
    AtomicLong account = balance.computeIfAbsent(tag, _ -> new AtomicLong());
    account.addAndGet(size);
    Arena arena = Arena.ofShared();
    MemorySegment owned =
        raw.reinterpret(
            size,
            arena,
            segment -> {
              free(segment);
              account.addAndGet(-size);
            });
    long skip = -raw.address() & (ALIGNMENT - 1);
    return new Allocation(owned.asSlice(skip, bytes), arena);
  }

  /**
   * Counts memory that somebody else allocates, such as a device's.
   *
   * @param bytes negative for what is given back
   */
  public void record(String tag, long bytes) {
    balance.computeIfAbsent(tag, _ -> new AtomicLong()).addAndGet(bytes);
  }

  /** Bytes in use by tag, without the tags that have none. */
  public Map<String, Long> balance() {
    Map<String, Long> result = new TreeMap<>();
    balance.forEach(
        (tag, bytes) -> {
          if (bytes.get() != 0) {
            result.put(tag, bytes.get());
          }
        });
    return result;
  }

  /** Bytes in use in all. */
  public long totalBytes() {
    return balance().values().stream().mapToLong(Long::longValue).sum();
  }

  private static MethodHandle libc(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }

  private static MemorySegment calloc(long size) {
    try {
      return (MemorySegment) CALLOC.invokeExact(size, 1L);
    } catch (Throwable e) {
      throw new IllegalStateException("calloc cannot be called", e);
    }
  }

  private static void free(MemorySegment segment) {
    try {
      FREE.invokeExact(segment);
    } catch (Throwable e) {
      throw new IllegalStateException("free cannot be called", e);
    }
  }
}
