/**
 * The calls a gateway makes: pods, tokenizer, control plane, over one HTTP client, each signed with
 * the gateway's context. Circuit breakers, bulkheads and deadlines live here. Entry types: {@link
 * dev.sluice.gateway.upstream.PodClient}, {@link dev.sluice.gateway.upstream.TokenizerClient},
 * {@link dev.sluice.gateway.upstream.AdminClient}. Imports the contract only.
 */
package dev.sluice.gateway.upstream;
