package dev.sluice.gateway.quota;

import dev.sluice.contract.QuotaCharge;
import dev.sluice.contract.UsageEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What running requests have used so far, in a file that the process has mapped: counting a token
 * is a store to memory, and the operating system keeps the page when the process is killed. The
 * next start turns what it finds into usage events, exact to the last token that was sent to a
 * client. A power cut is not covered.
 *
 * <p>The file has slots of a fixed size, each {@code [state, dispatched, output tokens, length,
 * json]}. It grows by whole regions, written before they are mapped, so that a full disk shows as
 * an error here and not as a fault later. Safe for use by several threads.
 */
final class OpenRequests {
  private static final Logger LOG = LoggerFactory.getLogger(OpenRequests.class);
  private static final String FILE = "open-requests.bin";
  static final int SLOT_BYTES = 4096;
  private static final int SLOTS_PER_REGION = 256;
  private static final int REGION_BYTES = SLOT_BYTES * SLOTS_PER_REGION;

  /**
   * What a slot says.
   *
   * @param event as it would be without any usage
   * @param promptTokens charged once the request was dispatched
   */
  record Entry(UsageEvent event, int promptTokens, List<QuotaPart> parts) {
    UsageEvent ended(boolean isDispatched, int outputTokens) {
      int prompt = isDispatched ? promptTokens : 0;
      List<QuotaCharge> charges = new ArrayList<>();
      for (QuotaPart part : parts) {
        charges.addAll(part.charges(part.metric().charge(isDispatched, prompt, outputTokens)));
      }
      return new UsageEvent(
          event.id(),
          event.occurredAtEpochMillis(),
          event.keyId(),
          event.projectId(),
          event.model(),
          event.servedModel(),
          event.weightsDigest(),
          event.podId(),
          event.endpoint(),
          event.streamed(),
          prompt,
          0,
          outputTokens,
          "error",
          UsageEvent.GATEWAY_LOST,
          null,
          null,
          0,
          charges);
    }
  }

  private final JsonMapper json =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();
  private final Path file;
  private final ConcurrentLinkedQueue<OpenRequest> free = new ConcurrentLinkedQueue<>();
  private long regions;

  OpenRequests(Path folder) {
    this.file = folder.resolve(FILE);
  }

  /**
   * What a process that was killed left behind. The file is as before until {@link #begin}, so that
   * a second crash loses nothing.
   */
  List<UsageEvent> left() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(OpenRequest.ORDER);
      List<UsageEvent> events = new ArrayList<>();
      for (int at = 0; at + SLOT_BYTES <= bytes.capacity(); at += SLOT_BYTES) {
        read(bytes.slice(at, SLOT_BYTES).order(OpenRequest.ORDER)).ifPresent(events::add);
      }
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException("the running requests of " + file + " cannot be read", e);
    }
  }

  private Optional<UsageEvent> read(ByteBuffer slot) {
    OpenRequest found = new OpenRequest(slot, this);
    if (!found.isUsed()) {
      return Optional.empty();
    }
    try {
      Entry entry = json.readValue(found.text(), Entry.class);
      boolean hasUsed = found.isDispatched() || found.outputTokens() > 0;
      return hasUsed
          ? Optional.of(entry.ended(found.isDispatched(), found.outputTokens()))
          : Optional.empty();
    } catch (JacksonException e) {
      LOG.warn("{} has a slot that is not whole, skipped", file.getFileName());
      return Optional.empty();
    }
  }

  /** Starts with an empty file: what was left is in the journal now. */
  synchronized void begin() throws IOException {
    Files.deleteIfExists(file);
    regions = 0;
    free.clear();
    grow();
  }

  /**
   * Notes a request; null when there is no room on the disk or in a slot, and then a crash would
   * lose its usage.
   */
  OpenRequest open(Entry entry) {
    byte[] text = json.writeValueAsBytes(entry);
    if (text.length > OpenRequest.MOST_TEXT_BYTES) {
      LOG.warn("request {} holds too many quotas to be kept over a crash", entry.event().id());
      return null;
    }
    OpenRequest slot = free.poll();
    if (slot == null) {
      slot = grown();
    }
    if (slot != null) {
      slot.begin(text);
    }
    return slot;
  }

  void closed(OpenRequest slot) {
    free.add(slot);
  }

  private synchronized OpenRequest grown() {
    OpenRequest slot = free.poll();
    try {
      if (slot == null) {
        grow();
        slot = free.poll();
      }
    } catch (IOException e) {
      LOG.error("running requests cannot be noted in {}: {}", file, e.toString());
    }
    return slot;
  }

  private void grow() throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long at = regions * REGION_BYTES;
      ByteBuffer zeros = ByteBuffer.allocate(REGION_BYTES);
      while (zeros.hasRemaining()) {
        channel.write(zeros, at + zeros.position());
      }
      MappedByteBuffer region = channel.map(FileChannel.MapMode.READ_WRITE, at, REGION_BYTES);
      for (int slot = 0; slot < SLOTS_PER_REGION; slot++) {
        ByteBuffer bytes = region.slice(slot * SLOT_BYTES, SLOT_BYTES).order(OpenRequest.ORDER);
        free.add(new OpenRequest(bytes, this));
      }
      regions++;
    }
  }
}
