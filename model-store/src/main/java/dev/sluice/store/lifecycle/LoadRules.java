package dev.sluice.store.lifecycle;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.store.SourceRefusedException;
import dev.sluice.store.VersionFiles;

/** What a request to load must fulfil before anything is begun. */
final class LoadRules {
  private LoadRules() {}

  static void check(LoadVersionRequest request, VersionFiles files) {
    if (request.name() == null) {
      throw new VersionRefusedException(ErrorCode.MISSING_FIELD, "name", "'name' is missing");
    }
    if (!LoadVersionRequest.isName(request.name())) {
      throw invalid(
          "name",
          "'%s' cannot be a version's name: use up to 200 letters, digits and . _ : @ / + -"
              .formatted(request.name()));
    }
    if (request.contextLength() != null && request.contextLength() < 0) {
      throw invalid(
          "contextLength",
          "contextLength is %d and cannot be negative".formatted(request.contextLength()));
    }
    if (request.kvCacheBytes() != null && request.kvCacheBytes() < 0) {
      throw invalid(
          "kvCacheBytes",
          "kvCacheBytes is %d and cannot be negative".formatted(request.kvCacheBytes()));
    }
    try {
      files.check(request.source());
    } catch (SourceRefusedException e) {
      String field = e.field().equals("source") ? "source" : "source." + e.field();
      throw invalid(field, e.getMessage());
    }
  }

  private static VersionRefusedException invalid(String field, String message) {
    return new VersionRefusedException(ErrorCode.INVALID_VALUE, field, message);
  }
}
