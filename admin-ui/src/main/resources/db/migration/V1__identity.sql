-- Times are milliseconds since 1970, ids are UUID text: the same on H2 and PostgreSQL.
CREATE TABLE users (
  id                   VARCHAR(36)  NOT NULL PRIMARY KEY,
  username             VARCHAR(100) NOT NULL UNIQUE,
  password_hash        VARCHAR(200) NOT NULL,
  role                 VARCHAR(20)  NOT NULL,
  must_change_password BOOLEAN      NOT NULL,
  created_at           BIGINT       NOT NULL,
  version              BIGINT       NOT NULL
);

CREATE TABLE user_sessions (
  token_hash VARCHAR(64) NOT NULL PRIMARY KEY,
  user_id    VARCHAR(36) NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT      NOT NULL,
  expires_at BIGINT      NOT NULL
);
CREATE INDEX user_sessions_by_user ON user_sessions (user_id);
CREATE INDEX user_sessions_by_expiry ON user_sessions (expires_at);
