package dev.sluice.gateway.openai;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the openai room.
 *
 * @param maxBody of a request
 * @param pingInterval a silent stream gets a comment about this often; the first one also sends the
 *     headers, and until then a failure has its own status
 * @param maxPrompts in one completions request
 */
@ConfigurationProperties("sluice.gateway.openai")
public record OpenAiProperties(
    @DefaultValue("4MB") DataSize maxBody,
    @DefaultValue("5s") Duration pingInterval,
    @DefaultValue("256") int maxPrompts) {}
