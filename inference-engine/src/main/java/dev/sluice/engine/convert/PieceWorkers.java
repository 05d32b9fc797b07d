package dev.sluice.engine.convert;

import dev.sluice.engine.convert.ModelConverter.Piece;
import dev.sluice.engine.convert.ModelConverter.Progress;
import dev.sluice.engine.weights.WeightStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that convert pieces until there are none or one has failed. */
final class PieceWorkers {
  private final WeightStore source;
  private final OutputFile file;
  private final List<Piece> pieces;
  private final Progress progress;
  private final long totalBytes;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private long doneBytes;

  PieceWorkers(WeightStore source, OutputFile file, List<Piece> pieces, Progress progress) {
    this.source = source;
    this.file = file;
    this.pieces = pieces;
    this.progress = progress;
    this.totalBytes = pieces.stream().mapToLong(Piece::bytes).sum();
  }

  /** Returns when all is written, or throws what the first worker that failed threw. */
  void run(int threads) {
    Thread[] workers = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      workers[i] = Thread.ofPlatform().name("convert-" + i).daemon().start(this::work);
    }
    for (Thread worker : workers) {
      join(worker);
    }
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case InternalError e -> throw new ConversionException("The model was cut while read", e);
      case Error e -> throw e;
      case Throwable e -> throw new ConversionException(e.toString(), e);
    }
  }

  /** Waits also when interrupted, which stops the workers: nobody may touch a closed file. */
  private void join(Thread worker) {
    boolean isInterrupted = false;
    while (worker.isAlive()) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        isInterrupted = true;
        failure.compareAndSet(null, new ConversionException("The conversion was interrupted", e));
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    RowConverter converter = new RowConverter();
    try {
      int index = next.getAndIncrement();
      while (index < pieces.size() && failure.get() == null) {
        Piece piece = pieces.get(index);
        var rows = source.rows(piece.tensor().name(), piece.row(), piece.rows());
        file.write(converter.convert(rows, piece.type()), piece.at());
        advance(piece.bytes());
        index = next.getAndIncrement();
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  private synchronized void advance(long bytes) {
    doneBytes += bytes;
    progress.at(doneBytes, totalBytes);
  }
}
