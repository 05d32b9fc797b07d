-- Where a version's weights come from and how pods load them. A version without a row is whatever
-- pods were started with. Exactly one of path, url and repository is set; the URL has no query, so
-- none of this is a secret.
CREATE TABLE load_plans (
  version_id        VARCHAR(36) NOT NULL PRIMARY KEY
                    REFERENCES model_versions (id) ON DELETE CASCADE,
  source_path       VARCHAR(1000),
  source_url        VARCHAR(2000),
  source_repository VARCHAR(200),
  source_revision   VARCHAR(200),
  source_file       VARCHAR(500),
  -- lower-case hex of the whole file
  source_sha256     VARCHAR(64),
  -- tokens; null is the model's own
  context_length    INTEGER,
  -- for example linear:4; null is the model's own
  rope_scaling      VARCHAR(100),
  -- null lets each pod choose
  kv_cache_bytes    BIGINT,
  version           BIGINT NOT NULL,
  CHECK (CASE WHEN source_path IS NULL THEN 0 ELSE 1 END
       + CASE WHEN source_url IS NULL THEN 0 ELSE 1 END
       + CASE WHEN source_repository IS NULL THEN 0 ELSE 1 END = 1)
);
