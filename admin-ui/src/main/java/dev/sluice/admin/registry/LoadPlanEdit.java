package dev.sluice.admin.registry;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.RopeScalingText;
import dev.sluice.contract.VersionSource;

/** A plan as a person writes it. What a service's own settings allow is that service's business. */
record LoadPlanEdit(
    VersionSource source, Integer contextLength, String ropeScaling, Long kvCacheBytes) {

  /** Tidy, or refused with the value at fault. */
  LoadPlanEdit checked() {
    if (contextLength != null
        && (contextLength < 1 || contextLength > RopeScalingText.MAX_CONTEXT)) {
      throw ApiFailure.invalid(
          "contextLength",
          "contextLength is %d and must be from 1 to %d"
              .formatted(contextLength, RopeScalingText.MAX_CONTEXT));
    }
    if (kvCacheBytes != null && kvCacheBytes < 1) {
      throw ApiFailure.invalid(
          "kvCacheBytes", "kvCacheBytes is %d and must be 1 or more".formatted(kvCacheBytes));
    }
    return new LoadPlanEdit(
        SourceRules.checked(source), contextLength, checkedScaling(ropeScaling), kvCacheBytes);
  }

  private static String checkedScaling(String text) {
    try {
      return RopeScalingText.parse(text) == null ? null : text.strip();
    } catch (IllegalArgumentException e) {
      throw ApiFailure.invalid("ropeScaling", e.getMessage());
    }
  }

  /** A version that is loaded is called so on pods, in requests and in addresses. */
  static void checkName(String servedModel) {
    if (!LoadVersionRequest.isName(servedModel)) {
      throw ApiFailure.invalid(
          "servedModel",
          "'%s' cannot be the name of a version that pods load: use up to 200 letters, digits and . _ : @ / + -"
              .formatted(servedModel));
    }
  }

  LoadPlan asPlan(String versionId, long version) {
    return new LoadPlan(versionId, source, contextLength, ropeScaling, kvCacheBytes, version);
  }
}
