package dev.sluice.admin.usage;

/**
 * What became of the requests of one version.
 *
 * @param requests that the version answered or failed; those refused for the client's own fault or
 *     cancelled before a token say nothing of it
 * @param failures of these, that ended with an error
 * @param firstTokenP95Micros 95th percentile by nearest rank, null when no token came
 */
public record VersionUsage(
    String servedModel,
    String weightsDigest,
    long requests,
    long failures,
    Long firstTokenP95Micros) {}
