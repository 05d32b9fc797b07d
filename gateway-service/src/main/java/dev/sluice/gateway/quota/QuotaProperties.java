package dev.sluice.gateway.quota;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the quota room.
 *
 * @param journalFolder where usage events wait until the control plane has them
 * @param journalMaxSize beyond it new events are dropped and counted as an error
 * @param journalSync when an event must be on the disk
 * @param postInterval how often waiting events are posted
 * @param postBatch events per post
 * @param leaseInterval how often leases of quotas are renewed, supplied and given back
 * @param leaseWait how long a request waits for a lease before the control plane counts as away
 * @param degradedPercent of a quota's limit that this gateway may use meanwhile, where the quota
 *     says so
 */
@ConfigurationProperties("sluice.gateway.quota")
public record QuotaProperties(
    Path journalFolder,
    @DefaultValue("256MB") DataSize journalMaxSize,
    @DefaultValue("SEGMENT") Sync journalSync,
    @DefaultValue("1s") Duration postInterval,
    @DefaultValue("500") int postBatch,
    @DefaultValue("1s") Duration leaseInterval,
    @DefaultValue("1s") Duration leaseWait,
    @DefaultValue("10") int degradedPercent) {

  /** When written events are forced to the disk. */
  public enum Sync {
    /** After each event: survives a power cut. */
    EVENT,
    /** When a segment is closed for posting: survives a crash of the process. */
    SEGMENT,
    /** When the operating system likes. */
    NEVER
  }
}
