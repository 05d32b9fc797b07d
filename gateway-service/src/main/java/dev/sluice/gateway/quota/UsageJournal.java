package dev.sluice.gateway.quota;

import dev.sluice.contract.UsageEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Usage events on their way to the control plane. {@link #record} never blocks: one thread owns the
 * files. Events stay on disk until {@link #posted} says they arrived; posting one twice is harmless
 * because its id counts once.
 */
@Component
public class UsageJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UsageJournal.class);
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("usage-journal").factory());
  private final JournalSegments segments;
  private final OpenRequests open;
  private final Counter dropped;

  public UsageJournal(QuotaProperties properties, MeterRegistry meters) {
    this.dropped =
        Counter.builder("sluice.gateway.usage.dropped")
            .description("Usage events lost because the journal was full or could not be written")
            .register(meters);
    try {
      this.segments = new JournalSegments(properties);
      this.open = new OpenRequests(properties.journalFolder());
      open.left().forEach(this::append);
      open.begin();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the usage journal cannot be opened in " + properties.journalFolder(), e);
    }
    meters.gauge("sluice.gateway.usage.journal.bytes", segments, JournalSegments::bytes);
  }

  /**
   * Notes a request that begins to use something, so that its usage outlives this process.
   *
   * @param event as it would be without any usage
   * @return where its tokens are to be counted; null when it could not be noted
   */
  public OpenRequest open(UsageEvent event, int promptTokens, QuotaHold hold) {
    return open.open(new OpenRequests.Entry(event, promptTokens, hold.parts()));
  }

  /**
   * Appends an event in the background.
   *
   * @param request the one that the event ends, free for others once the event is written; or null
   */
  public void record(UsageEvent event, OpenRequest request) {
    try {
      thread.execute(
          () -> {
            append(event);
            if (request != null) {
              request.close();
            }
          });
    } catch (RejectedExecutionException e) {
      lose("the journal is closed");
    }
  }

  /** The request used nothing after all; null is nothing. */
  public void forget(OpenRequest request) {
    if (request != null) {
      request.close();
    }
  }

  /** Blocks for the disk: the oldest events not yet posted, a batch of whole segments' worth. */
  public Optional<Segment> oldest() {
    return onThread(segments::sealOldest);
  }

  /** Blocks for the disk: the control plane has these, they can go. */
  public void posted(Segment segment) {
    onThread(
        () -> {
          segments.remove(segment.name());
          return null;
        });
  }

  @Override
  @PreDestroy
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("the usage journal did not finish writing in 5 s");
      }
      segments.close();
    } catch (IOException e) {
      LOG.warn("the usage journal could not be closed: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void append(UsageEvent event) {
    try {
      if (!segments.append(event)) {
        lose("the journal is full, raise sluice.gateway.quota.journal-max-size");
      }
    } catch (IOException | RuntimeException e) {
      lose(e.toString());
    }
  }

  private void lose(String reason) {
    dropped.increment();
    LOG.error("a usage event was dropped: {}", reason);
  }

  private <T> T onThread(Callable<T> work) {
    try {
      return thread.submit(work).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the usage journal failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the usage journal", e);
    }
  }

  /** A closed part of the journal with its events in the order they were recorded. */
  public record Segment(String name, List<UsageEvent> events) {}
}
