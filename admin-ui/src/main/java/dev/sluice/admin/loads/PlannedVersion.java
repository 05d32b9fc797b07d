package dev.sluice.admin.loads;

import dev.sluice.contract.LoadVersionRequest;

/**
 * A version with a plan of how it is loaded.
 *
 * @param weightsDigest null for any
 * @param request with a tag that begins with the version's id, so that older plans are known
 * @param isWanted whether its state says that it shall be loaded
 */
public record PlannedVersion(
    String versionId, String weightsDigest, LoadVersionRequest request, boolean isWanted) {

  /** The tag of a plan. */
  public static String tag(String versionId, long planVersion) {
    return versionId + "/" + planVersion;
  }

  String name() {
    return request.name();
  }

  String tag() {
    return request.tag();
  }

  /** Whether something that a process has was loaded by this version's plan, or an older one. */
  boolean owns(String tag) {
    return tag != null && tag.startsWith(versionId + "/");
  }
}
