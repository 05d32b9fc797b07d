package dev.sluice.admin.rollout;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The load test that a version passes before it is staged.
 *
 * @param requests how many, each with a prompt of its own
 * @param concurrency how many at a time
 * @param tokens of each answer
 * @param maxErrorPermille failed requests of a thousand that are still fine
 * @param within what has not ended by then has failed
 * @param goldenPrompt recorded when the version has no golden output yet
 */
@ConfigurationProperties("sluice.admin.rollout.trial")
record TrialSettings(
    @DefaultValue("16") int requests,
    @DefaultValue("4") int concurrency,
    @DefaultValue("32") int tokens,
    @DefaultValue("0") int maxErrorPermille,
    @DefaultValue("60s") Duration within,
    @DefaultValue("Once upon a time") String goldenPrompt) {}
