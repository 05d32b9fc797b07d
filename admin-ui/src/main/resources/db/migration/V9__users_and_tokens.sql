-- A disabled user has no session and gets none. Who comes from an identity provider has its issuer
-- and the subject there, and no password: an empty hash matches none.
ALTER TABLE users ADD COLUMN disabled BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE users ADD COLUMN issuer VARCHAR(500);
ALTER TABLE users ADD COLUMN subject VARCHAR(255);
ALTER TABLE users ADD CONSTRAINT users_by_subject UNIQUE (issuer, subject);
CREATE INDEX users_by_age ON users (created_at, id);

-- What scripts call this interface with. They belong to nobody: a user who goes does not stop them.
CREATE TABLE access_tokens (
  id           VARCHAR(36)  NOT NULL PRIMARY KEY,
  name         VARCHAR(80)  NOT NULL,
  role         VARCHAR(20)  NOT NULL,
  prefix       VARCHAR(32)  NOT NULL,
  -- lower-case hex of HMAC-SHA-256(pepper, secret)
  secret_hash  VARCHAR(64)  NOT NULL UNIQUE,
  pepper_id    VARCHAR(100) NOT NULL,
  created_by   VARCHAR(100) NOT NULL,
  created_at   BIGINT       NOT NULL,
  expires_at   BIGINT,
  revoked_at   BIGINT,
  -- to the minute
  last_used_at BIGINT,
  version      BIGINT       NOT NULL
);
CREATE INDEX access_tokens_by_age ON access_tokens (created_at, id);

CREATE INDEX audit_entries_by_actor ON audit_entries (actor, at, id);
CREATE INDEX audit_entries_by_subject ON audit_entries (subject_id, at, id);
