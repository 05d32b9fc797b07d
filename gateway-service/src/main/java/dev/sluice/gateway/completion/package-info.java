/**
 * A request's story, told once in {@link dev.sluice.gateway.completion.CompletionPipeline}: admit,
 * encode, reserve, route, stream, settle. Knows nothing of HTTP or of the public wire format. May
 * import the rooms tenant, quota, route and upstream, which do not know each other.
 */
package dev.sluice.gateway.completion;
