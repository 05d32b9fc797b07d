package dev.sluice.contract;

import java.util.List;

/**
 * The versions of one pod or tokenizer service ({@code GET} {@link InternalPaths#VERSIONS}).
 *
 * @param podId null from the tokenizer service
 * @param memoryBudgetBytes for the versions together; 0 when only the machine's own memory limits
 *     them
 * @param memoryBytes taken or promised
 * @param versions in the order of their names
 */
public record LoadedVersions(
    String podId, long memoryBudgetBytes, long memoryBytes, List<VersionStatus> versions) {

  public LoadedVersions {
    versions = versions == null ? List.of() : List.copyOf(versions);
  }
}
