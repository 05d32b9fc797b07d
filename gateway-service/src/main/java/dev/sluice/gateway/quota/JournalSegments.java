package dev.sluice.gateway.quota;

import dev.sluice.contract.UsageEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Append-only files {@code usage-<number>.ndjson}, one event a line. The one with the highest
 * number is being written; the others are closed. Files found at the start are closed ones, so a
 * crash loses nothing that reached the file; its torn last line is skipped. One thread only.
 */
final class JournalSegments implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalSegments.class);
  private static final long SEGMENT_BYTES = 1 << 20;

  private final JsonMapper json =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();
  private final Path folder;
  private final long maxBytes;
  private final QuotaProperties.Sync sync;
  private final TreeSet<String> closed = new TreeSet<>();
  private FileChannel active;
  private String activeName;
  private long nextNumber;
  private volatile long bytes;

  JournalSegments(QuotaProperties properties) throws IOException {
    this.folder = properties.journalFolder();
    this.maxBytes = properties.journalMaxSize().toBytes();
    this.sync = properties.journalSync();
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(JournalSegments::isSegment).toList()) {
        String name = file.getFileName().toString();
        closed.add(name);
        bytes += Files.size(file);
        nextNumber = Math.max(nextNumber, Long.parseLong(name.substring(6, 18)) + 1);
      }
    }
  }

  private static boolean isSegment(Path file) {
    return file.getFileName().toString().matches("usage-\\d{12}\\.ndjson");
  }

  long bytes() {
    return bytes;
  }

  /** False when the journal is full. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, metrics read
  boolean append(UsageEvent event) throws IOException {
    byte[] line = (json.writeValueAsString(event) + "\n").getBytes(StandardCharsets.UTF_8);
    if (bytes + line.length > maxBytes) {
      return false;
    }
    if (active == null) {
      open();
    }
    ByteBuffer buffer = ByteBuffer.wrap(line);
    while (buffer.hasRemaining()) {
      active.write(buffer);
    }
    bytes += line.length;
    if (sync == QuotaProperties.Sync.EVENT) {
      active.force(false);
    }
    if (active.position() >= SEGMENT_BYTES) {
      seal();
    }
    return true;
  }

  Optional<UsageJournal.Segment> sealOldest() throws IOException {
    if (closed.isEmpty()) {
      seal();
    }
    if (closed.isEmpty()) {
      return Optional.empty();
    }
    String name = closed.first();
    return Optional.of(new UsageJournal.Segment(name, read(folder.resolve(name))));
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, metrics read
  void remove(String name) throws IOException {
    Path file = folder.resolve(name);
    if (closed.remove(name) && Files.exists(file)) {
      bytes -= Files.size(file);
      Files.delete(file);
    }
  }

  @Override
  public void close() throws IOException {
    seal();
  }

  private void open() throws IOException {
    activeName = "usage-%012d.ndjson".formatted(nextNumber++);
    active =
        FileChannel.open(
            folder.resolve(activeName), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private void seal() throws IOException {
    if (active == null) {
      return;
    }
    if (sync != QuotaProperties.Sync.NEVER) {
      active.force(false);
    }
    active.close();
    active = null;
    closed.add(activeName);
  }

  private List<UsageEvent> read(Path file) throws IOException {
    List<UsageEvent> events = new ArrayList<>();
    for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n")) {
      try {
        if (!line.isBlank()) {
          events.add(json.readValue(line, UsageEvent.class));
        }
      } catch (JacksonException e) {
        LOG.warn("{} has a line that is not whole, skipped", file.getFileName());
      }
    }
    return events;
  }
}
