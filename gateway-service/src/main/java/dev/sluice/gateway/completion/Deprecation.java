package dev.sluice.gateway.completion;

/**
 * What answers is a version that is on its way out.
 *
 * @param sinceEpochMillis since when
 * @param sunsetEpochMillis when it goes, null when that is open
 */
public record Deprecation(long sinceEpochMillis, Long sunsetEpochMillis) {}
