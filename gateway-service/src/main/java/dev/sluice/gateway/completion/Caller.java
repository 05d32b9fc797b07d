package dev.sluice.gateway.completion;

import dev.sluice.gateway.tenant.Tenant;

/** Who calls, once authenticated. */
public final class Caller {
  private final Tenant tenant;

  Caller(Tenant tenant) {
    this.tenant = tenant;
  }

  Tenant tenant() {
    return tenant;
  }
}
