package dev.sluice.shell;

import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.LoadedVersions;
import dev.sluice.contract.VersionStatus;
import java.util.Optional;

/** The versions of a service that loads some when told; see {@link VersionsController}. */
public interface HostedVersions {

  /**
   * Sees to it that a version is on its way; may look at files.
   *
   * @throws RefusedException when the wish is malformed, not allowed, or the name is taken
   */
  VersionStatus load(LoadVersionRequest request);

  LoadedVersions all();

  /**
   * How far a version is.
   *
   * @throws RefusedException when there is none of that name
   */
  VersionStatus status(String name);

  /** Sees to it that a version goes. Empty when it is gone already. */
  Optional<VersionStatus> unload(String name);
}
