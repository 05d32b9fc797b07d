package dev.sluice.admin.usage;

/** Sums over some usage events. */
public record Totals(
    long requests, long promptTokens, long cachedPromptTokens, long outputTokens, long errors) {}
