package dev.sluice.gateway.completion;

import dev.sluice.contract.ServedVersion;
import dev.sluice.gateway.tenant.Tenant;

/** Who calls, once authenticated. */
public final class Caller {
  private final Tenant tenant;
  private final String session;
  private final ServedVersion version;
  private final String requestId;

  Caller(Tenant tenant, String session, ServedVersion version, String requestId) {
    this.tenant = tenant;
    this.session = session;
    this.version = version;
    this.requestId = requestId;
  }

  /** What belongs together, in the client's own words; or null. */
  String session() {
    return session;
  }

  /** The version that shall answer whatever the request says; null leaves it to the request. */
  ServedVersion version() {
    return version;
  }

  /** The answer's {@code x-request-id}. */
  String requestId() {
    return requestId;
  }

  Tenant tenant() {
    return tenant;
  }
}
