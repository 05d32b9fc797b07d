package dev.sluice.admin.rollout;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the rollout room.
 *
 * @param lookEvery how often canaries are judged; 0 is never
 * @param answerWithin how long a golden output may take
 */
@ConfigurationProperties("sluice.admin.rollout")
record RolloutSettings(
    @DefaultValue("5s") Duration lookEvery, @DefaultValue("60s") Duration answerWithin) {}
