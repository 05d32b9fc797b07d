CREATE TABLE audit_entries (
  id           VARCHAR(36)     NOT NULL PRIMARY KEY,
  at           BIGINT          NOT NULL,
  actor        VARCHAR(100)    NOT NULL,
  action       VARCHAR(100)    NOT NULL,
  subject_type VARCHAR(100)    NOT NULL,
  subject_id   VARCHAR(200)    NOT NULL,
  -- JSON
  before_state VARCHAR(100000),
  after_state  VARCHAR(100000)
);
CREATE INDEX audit_entries_by_age ON audit_entries (at, id);
