-- When a version was deprecated, and when it goes.
ALTER TABLE model_versions ADD COLUMN deprecated_at BIGINT;
ALTER TABLE model_versions ADD COLUMN sunset_at BIGINT;
-- What keeps getting the same target: none, key or session.
ALTER TABLE public_models ADD COLUMN sticky VARCHAR(20) DEFAULT 'none' NOT NULL;

-- Every move of a version, with what spoke for it. Never changed.
CREATE TABLE model_transitions (
  id         VARCHAR(36)  NOT NULL PRIMARY KEY,
  version_id VARCHAR(36)  NOT NULL REFERENCES model_versions (id) ON DELETE CASCADE,
  from_state VARCHAR(20)  NOT NULL,
  to_state   VARCHAR(20)  NOT NULL,
  actor      VARCHAR(100) NOT NULL,
  reason     VARCHAR(1000),
  -- JSON
  evidence   VARCHAR(100000) NOT NULL,
  at         BIGINT       NOT NULL
);
CREATE INDEX model_transitions_by_version ON model_transitions (version_id, at, id);
