package dev.sluice.gateway.completion;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the completion room.
 *
 * @param gatewayId names this gateway in reports; by default the host's name with the port
 * @param defaultMaxOutputTokens of a chat that names no limit; the rest of the context is the other
 *     bound
 * @param maxAttempts pods tried for one choice, the first included
 * @param maxParallelChoices streams that one request runs at the same time
 */
@ConfigurationProperties("sluice.gateway.completion")
public record CompletionProperties(
    @DefaultValue("gateway") String gatewayId,
    @DefaultValue("2048") int defaultMaxOutputTokens,
    @DefaultValue("3") int maxAttempts,
    @DefaultValue("8") int maxParallelChoices) {}
