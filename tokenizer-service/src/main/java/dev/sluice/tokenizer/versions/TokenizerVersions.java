package dev.sluice.tokenizer.versions;

import dev.sluice.codec.TokenizerException;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.LoadedVersions;
import dev.sluice.contract.VersionSource;
import dev.sluice.contract.VersionStatus;
import dev.sluice.shell.HostedVersions;
import dev.sluice.shell.RefusedException;
import dev.sluice.store.VersionFiles;
import dev.sluice.store.lifecycle.VersionLifecycle;
import dev.sluice.store.lifecycle.VersionRefusedException;
import dev.sluice.tokenizer.catalog.ServedTokenizer;
import dev.sluice.tokenizer.catalog.TokenizerCatalog;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** The versions that this service has tokenizers for. Safe for use by any thread. */
public final class TokenizerVersions implements HostedVersions, AutoCloseable {
  private final VersionLifecycle<ServedTokenizer> lifecycle;

  public TokenizerVersions(VersionFiles files, TokenizerCatalog catalog, Clock clock) {
    this.lifecycle = new VersionLifecycle<>(files, new TokenizerHost(catalog, clock));
  }

  /**
   * Opens a tokenizer that the operator has set.
   *
   * @param contextLength 0 for what the model's files say
   * @throws TokenizerException when it cannot be opened
   */
  public void start(String name, Path model, int contextLength) {
    VersionSource source = VersionSource.ofPath(model.toString());
    lifecycle.start(new LoadVersionRequest(name, source, contextLength, null, null), model);
  }

  @Override
  public VersionStatus load(LoadVersionRequest request) {
    try {
      return lifecycle.load(request);
    } catch (VersionRefusedException e) {
      throw new RefusedException(e.detail(), e);
    }
  }

  @Override
  public Optional<VersionStatus> unload(String name) {
    return lifecycle.unload(name);
  }

  @Override
  public VersionStatus status(String name) {
    return lifecycle
        .status(name)
        .orElseThrow(
            () ->
                RefusedException.of(
                    ErrorCode.MODEL_NOT_FOUND, "name", "there is no version '" + name + "'"));
  }

  @Override
  public LoadedVersions all() {
    return new LoadedVersions(null, 0, 0, lifecycle.statuses());
  }

  /** Gives up what is being fetched. */
  @Override
  public void close() {
    lifecycle.close();
  }
}
