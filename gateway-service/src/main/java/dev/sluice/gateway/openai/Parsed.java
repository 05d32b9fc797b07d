package dev.sluice.gateway.openai;

import dev.sluice.gateway.completion.CompletionRequest;

/** A validated request and how its answer is to be delivered. */
record Parsed(CompletionRequest request, StreamOptions options) {}
