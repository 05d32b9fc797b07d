-- A name that clients use, the weights of the traffic behind it, and the state of each version are
-- three tables: one label must not do three jobs.
CREATE TABLE public_models (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  name VARCHAR(200) NOT NULL UNIQUE,
  description VARCHAR(1000),
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

-- An empty weights_digest stands for any weights: NULLs would not be compared by the constraints.
CREATE TABLE public_model_targets (
  model_id VARCHAR(36) NOT NULL REFERENCES public_models (id) ON DELETE CASCADE,
  position INT NOT NULL,
  served_model VARCHAR(200) NOT NULL,
  weights_digest VARCHAR(200) NOT NULL,
  weight INT NOT NULL CHECK (weight > 0),
  PRIMARY KEY (model_id, position),
  UNIQUE (model_id, served_model, weights_digest)
);

CREATE TABLE model_versions (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  served_model VARCHAR(200) NOT NULL,
  weights_digest VARCHAR(200) NOT NULL,
  state VARCHAR(20) NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (served_model, weights_digest)
);
