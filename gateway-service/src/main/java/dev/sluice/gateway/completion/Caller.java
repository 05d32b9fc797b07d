package dev.sluice.gateway.completion;

import dev.sluice.gateway.tenant.Tenant;

/** Who calls, once authenticated. */
public final class Caller {
  private final Tenant tenant;
  private final String session;

  Caller(Tenant tenant, String session) {
    this.tenant = tenant;
    this.session = session;
  }

  /** What belongs together, in the client's own words; or null. */
  String session() {
    return session;
  }

  Tenant tenant() {
    return tenant;
  }
}
