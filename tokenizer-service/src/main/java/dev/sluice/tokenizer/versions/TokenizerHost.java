package dev.sluice.tokenizer.versions;

import dev.sluice.codec.TokenizerException;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.VersionStatus;
import dev.sluice.store.lifecycle.VersionHost;
import dev.sluice.tokenizer.catalog.ServedTokenizer;
import dev.sluice.tokenizer.catalog.TokenizerCatalog;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongConsumer;

/** A version as a tokenizer in the catalog. */
final class TokenizerHost implements VersionHost<ServedTokenizer> {
  private final TokenizerCatalog catalog;
  private final Clock clock;

  TokenizerHost(TokenizerCatalog catalog, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public ServedTokenizer open(Path files, LoadVersionRequest request, LongConsumer promised) {
    int context = request.contextLength() == null ? 0 : request.contextLength();
    return TokenizerCatalog.open(request.name(), files, context, clock);
  }

  @Override
  public boolean serve(String name, ServedTokenizer tokenizer) {
    catalog.add(tokenizer);
    return true;
  }

  @Override
  public void retire(String name, ServedTokenizer tokenizer) {
    catalog.remove(tokenizer);
  }

  @Override
  public VersionStatus describe(String name, VersionStatus.State state, ServedTokenizer tokenizer) {
    return VersionStatus.notServing(name, state, null, 0, 0, 0);
  }

  @Override
  public Optional<String> sentence(Throwable failure) {
    return failure instanceof TokenizerException
        ? Optional.of(failure.getMessage())
        : Optional.empty();
  }
}
