/** Hand-written servers that speak the contract: pods, tokenizer and control plane. */
package dev.sluice.gateway.fake;
