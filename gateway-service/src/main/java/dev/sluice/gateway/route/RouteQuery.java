package dev.sluice.gateway.route;

import java.util.Set;

/**
 * What a stream needs of a pod.
 *
 * @param weightsDigest null for any; set when a stream is continued
 * @param tokenizerDigest null for any
 * @param blockHashes rolling hashes of the prompt's blocks, may be empty
 * @param excluded addresses that failed this stream already
 * @param occasion for the log of decisions
 */
public record RouteQuery(
    String servedModel,
    String weightsDigest,
    String tokenizerDigest,
    long[] blockHashes,
    Set<String> excluded,
    Occasion occasion) {}
