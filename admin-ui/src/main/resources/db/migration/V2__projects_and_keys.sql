CREATE TABLE projects (
  id         VARCHAR(36)  NOT NULL PRIMARY KEY,
  name       VARCHAR(100) NOT NULL UNIQUE,
  -- a system project belongs to the control plane itself and is not listed
  is_system  BOOLEAN      NOT NULL,
  created_at BIGINT       NOT NULL,
  version    BIGINT       NOT NULL
);

CREATE TABLE api_keys (
  id                  VARCHAR(36)   NOT NULL PRIMARY KEY,
  project_id          VARCHAR(36)   NOT NULL REFERENCES projects (id),
  name                VARCHAR(100)  NOT NULL,
  prefix              VARCHAR(32)   NOT NULL,
  -- lower-case hex of HMAC-SHA-256(pepper, secret)
  secret_hash         VARCHAR(64)   NOT NULL UNIQUE,
  pepper_id           VARCHAR(100)  NOT NULL,
  created_at          BIGINT        NOT NULL,
  expires_at          BIGINT,
  revoked_at          BIGINT,
  -- public names, one per line; empty is all
  allowed_models      VARCHAR(8000) NOT NULL,
  requests_per_minute BIGINT,
  tokens_per_minute   BIGINT,
  version             BIGINT        NOT NULL
);
CREATE INDEX api_keys_by_age ON api_keys (created_at, id);
CREATE INDEX api_keys_by_project ON api_keys (project_id, created_at, id);

-- One row: the revision of what gateways are told.
CREATE TABLE snapshot_revision (
  id       INTEGER NOT NULL PRIMARY KEY,
  revision BIGINT  NOT NULL
);
INSERT INTO snapshot_revision (id, revision) VALUES (1, 1);
