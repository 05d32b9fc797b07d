CREATE TABLE quota_policies (
  id            VARCHAR(36)  NOT NULL PRIMARY KEY,
  scope         VARCHAR(20)  NOT NULL,
  scope_id      VARCHAR(36)  NOT NULL,
  model_pattern VARCHAR(200) NOT NULL,
  metric        VARCHAR(20)  NOT NULL,
  time_window   VARCHAR(20)  NOT NULL,
  amount        BIGINT       NOT NULL CHECK (amount >= 0),
  mode          VARCHAR(20)  NOT NULL,
  on_store_down VARCHAR(20)  NOT NULL,
  created_at    BIGINT       NOT NULL,
  version       BIGINT       NOT NULL
);
CREATE INDEX quota_policies_by_age ON quota_policies (created_at, id);
CREATE INDEX quota_policies_by_scope ON quota_policies (scope, scope_id);

-- What became of one policy's amount in one window. The sums are those of the window's leases, kept
-- here so that finished leases can go: granted - settled - released - expired is still out.
-- Unleased is what was used without a lease. Locking a row guards it and all its leases.
CREATE TABLE quota_budgets (
  policy_id    VARCHAR(36) NOT NULL REFERENCES quota_policies (id) ON DELETE CASCADE,
  window_start BIGINT      NOT NULL,
  window_end   BIGINT      NOT NULL,
  granted      BIGINT      NOT NULL,
  settled      BIGINT      NOT NULL,
  released     BIGINT      NOT NULL,
  expired      BIGINT      NOT NULL,
  unleased     BIGINT      NOT NULL,
  -- when and who last got less than was wanted
  starved_at   BIGINT      NOT NULL,
  starved_by   VARCHAR(200) NOT NULL,
  PRIMARY KEY (policy_id, window_start),
  CHECK (settled >= 0 AND released >= 0 AND expired >= 0 AND unleased >= 0),
  CHECK (granted >= settled + released + expired)
);

CREATE TABLE quota_leases (
  id           VARCHAR(100) NOT NULL PRIMARY KEY,
  policy_id    VARCHAR(36)  NOT NULL,
  window_start BIGINT       NOT NULL,
  gateway_id   VARCHAR(200) NOT NULL,
  granted      BIGINT       NOT NULL,
  settled      BIGINT       NOT NULL,
  released     BIGINT       NOT NULL,
  expired      BIGINT       NOT NULL,
  renewals     BIGINT       NOT NULL,
  created_at   BIGINT       NOT NULL,
  expires_at   BIGINT       NOT NULL,
  FOREIGN KEY (policy_id, window_start)
    REFERENCES quota_budgets (policy_id, window_start) ON DELETE CASCADE,
  CHECK (settled >= 0 AND released >= 0 AND expired >= 0),
  CHECK (granted >= settled + released + expired)
);
CREATE INDEX quota_leases_by_budget ON quota_leases (policy_id, window_start);
