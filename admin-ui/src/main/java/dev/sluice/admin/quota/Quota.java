package dev.sluice.admin.quota;

import dev.sluice.contract.QuotaMetric;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.contract.QuotaPolicy.Mode;
import dev.sluice.contract.QuotaPolicy.OnStoreDown;
import dev.sluice.contract.QuotaPolicy.Scope;
import dev.sluice.contract.QuotaWindow;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Table;

/** A row of {@code quota_policies}. */
@Table("quota_policies")
record Quota(
    @Id String id,
    Scope scope,
    String scopeId,
    String modelPattern,
    QuotaMetric metric,
    @Column("time_window") QuotaWindow window,
    @Column("amount") long limit,
    Mode mode,
    OnStoreDown onStoreDown,
    long createdAt,
    @Version Long version) {

  /** What a client may change. */
  record Edit(String modelPattern, Long limit, String mode, String onStoreDown) {}

  Quota edited(Edit edit) {
    return new Quota(
        id,
        scope,
        scopeId,
        QuotaChecks.pattern(edit.modelPattern()),
        metric,
        window,
        QuotaChecks.limit(edit.limit()),
        QuotaChecks.oneOf(Mode.class, "mode", edit.mode(), Mode.ENFORCE),
        QuotaChecks.oneOf(OnStoreDown.class, "onStoreDown", edit.onStoreDown(), OnStoreDown.DENY),
        createdAt,
        version);
  }

  /** The same for another subject. */
  Quota of(String subjectId) {
    return new Quota(
        id,
        scope,
        subjectId,
        modelPattern,
        metric,
        window,
        limit,
        mode,
        onStoreDown,
        createdAt,
        version);
  }

  /** As gateways know it. */
  QuotaPolicy forGateways() {
    return new QuotaPolicy(
        id, scope, scopeId, modelPattern, metric, window, limit, mode, onStoreDown, version);
  }
}
