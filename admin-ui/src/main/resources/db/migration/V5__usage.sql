-- One row per finished request, never changed and without any text. Written by gateways, which may
-- post a row again: the primary key makes that harmless. No foreign keys, since a row must arrive
-- even when its key is already gone. Times are milliseconds since 1970.
CREATE TABLE usage_events (
  id VARCHAR(200) NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  key_id VARCHAR(200) NOT NULL,
  project_id VARCHAR(200) NOT NULL,
  model VARCHAR(200) NOT NULL,
  pod_id VARCHAR(200),
  endpoint VARCHAR(200) NOT NULL,
  streamed BOOLEAN NOT NULL,
  prompt_tokens BIGINT NOT NULL,
  cached_prompt_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  finish_reason VARCHAR(200),
  error_code VARCHAR(200),
  time_to_first_token_micros BIGINT,
  duration_micros BIGINT NOT NULL
);

-- Rollups read a span of time; the page of single requests walks backwards and needs a total order.
CREATE INDEX usage_events_by_time ON usage_events (at, id);
CREATE INDEX usage_events_by_project ON usage_events (project_id, at, id);
CREATE INDEX usage_events_by_key ON usage_events (key_id, at, id);
