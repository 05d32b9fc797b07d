-- Which version served a request or was to, as the pod or the traffic split named it, and the mean
-- time between its tokens. NULL where the gateway did not say.
ALTER TABLE usage_events ADD COLUMN served_model VARCHAR(200);
ALTER TABLE usage_events ADD COLUMN weights_digest VARCHAR(200);
ALTER TABLE usage_events ADD COLUMN inter_token_micros BIGINT;

-- Canaries are judged by the requests of a public name in the last minutes.
CREATE INDEX usage_events_by_model ON usage_events (model, at);
