-- When a canary of a public name goes back by itself. A name without a row has the defaults.
CREATE TABLE canary_policies (
  model_id            VARCHAR(36) NOT NULL PRIMARY KEY
    REFERENCES public_models (id) ON DELETE CASCADE,
  enabled             BOOLEAN NOT NULL,
  error_permille      INT     NOT NULL CHECK (error_permille BETWEEN 0 AND 1000),
  -- of the other versions' 95th percentile, and absolute; NULL is no limit
  first_token_percent INT CHECK (first_token_percent >= 100),
  first_token_millis  INT CHECK (first_token_millis > 0),
  min_requests        INT     NOT NULL CHECK (min_requests > 0),
  window_seconds      INT     NOT NULL CHECK (window_seconds > 0),
  -- how often the golden output is compared, 0 is never
  golden_seconds      INT     NOT NULL CHECK (golden_seconds >= 0),
  version             BIGINT  NOT NULL
);

-- What a version answers to a prompt at temperature 0, and how the last comparison went.
CREATE TABLE golden_outputs (
  version_id  VARCHAR(36)    NOT NULL PRIMARY KEY
    REFERENCES model_versions (id) ON DELETE CASCADE,
  prompt      VARCHAR(4000)  NOT NULL,
  max_tokens  INT            NOT NULL,
  output      VARCHAR(20000) NOT NULL,
  -- SHA-256 of the tokens' texts
  digest      VARCHAR(64)    NOT NULL,
  recorded_at BIGINT         NOT NULL,
  recorded_by VARCHAR(100)   NOT NULL,
  checked_at  BIGINT,
  outcome     VARCHAR(20)
);

-- A rolled back canary keeps its place under a name with the weight 0. The old check has another
-- name in each database, so the table is made anew.
CREATE TABLE public_model_shares (
  model_id VARCHAR(36) NOT NULL REFERENCES public_models (id) ON DELETE CASCADE,
  position INT NOT NULL,
  served_model VARCHAR(200) NOT NULL,
  weights_digest VARCHAR(200) NOT NULL,
  weight INT NOT NULL CHECK (weight >= 0),
  PRIMARY KEY (model_id, position),
  UNIQUE (model_id, served_model, weights_digest)
);
INSERT INTO public_model_shares (model_id, position, served_model, weights_digest, weight)
  SELECT model_id, position, served_model, weights_digest, weight FROM public_model_targets;
DROP TABLE public_model_targets;
ALTER TABLE public_model_shares RENAME TO public_model_targets;
