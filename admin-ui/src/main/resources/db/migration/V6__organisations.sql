-- Projects belong to an organisation; those that were there belong to the first one.
CREATE TABLE organisations (
  id         VARCHAR(36)  NOT NULL PRIMARY KEY,
  name       VARCHAR(100) NOT NULL UNIQUE,
  created_at BIGINT       NOT NULL,
  version    BIGINT       NOT NULL
);
INSERT INTO organisations (id, name, created_at, version)
  VALUES ('default', 'default', CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) AS BIGINT) * 1000, 1);
ALTER TABLE projects ADD COLUMN organisation_id VARCHAR(36) DEFAULT 'default' NOT NULL;
ALTER TABLE projects ADD CONSTRAINT projects_organisation
  FOREIGN KEY (organisation_id) REFERENCES organisations (id);

-- The first key of a chain of rotations: all of a chain share their quotas.
ALTER TABLE api_keys ADD COLUMN root_id VARCHAR(36);
UPDATE api_keys SET root_id = id;
ALTER TABLE api_keys ALTER COLUMN root_id SET NOT NULL;
-- What a key may be used for and from which networks, one per line; empty is all.
ALTER TABLE api_keys ADD COLUMN scopes VARCHAR(200) DEFAULT '' NOT NULL;
ALTER TABLE api_keys ADD COLUMN networks VARCHAR(4000) DEFAULT '' NOT NULL;
