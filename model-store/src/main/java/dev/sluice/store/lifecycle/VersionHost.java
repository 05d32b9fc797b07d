package dev.sluice.store.lifecycle;

import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.VersionStatus;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A process that serves versions.
 *
 * @param <T> an opened version
 */
public interface VersionHost<T> {

  /**
   * Opens a version; one at a time is opened. Whatever this throws is the end of the version; see
   * {@link #sentence}.
   *
   * @param promised told how much memory it will take, before it is taken
   */
  T open(Path files, LoadVersionRequest request, LongConsumer promised);

  /** Requests may come from now on. Returns false when the process takes no more versions. */
  boolean serve(String name, T version);

  /** No requests from now on; waits for the running ones, within limits, and frees everything. */
  void retire(String name, T version);

  /** How busy a version is. */
  VersionStatus describe(String name, VersionStatus.State state, T version);

  /** What to tell people of a failed opening; empty when it is a defect of this program. */
  Optional<String> sentence(Throwable failure);
}
