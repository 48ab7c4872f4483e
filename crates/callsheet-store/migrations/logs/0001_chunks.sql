-- Logs: groups, their streams, and the events of a stream in compressed chunks.
--
-- Written as the main store's migrations are. Events are ordered by their time, then by the number
-- that they got on arrival; the chunks of a stream follow one another in that order and never
-- overlap, so a reader finds its place by index.

CREATE TABLE log_group (
  key {key},
  name {text} UNIQUE,                    -- NULL: deleted, and being swept away
  created_at BIGINT NOT NULL,
  retention_days BIGINT                  -- NULL: kept for ever
) {strict};

CREATE TABLE log_stream (
  key {key},
  group_key BIGINT NOT NULL REFERENCES log_group (key),
  name {text},                           -- NULL: deleted, and being swept away
  created_at BIGINT NOT NULL,
  last_event_at BIGINT NOT NULL,         -- -1: no event yet
  last_ingested_at BIGINT NOT NULL,      -- -1: no event yet
  next_seq BIGINT NOT NULL,              -- the number of the next event to arrive
  UNIQUE (group_key, name)
) {strict};
CREATE INDEX log_stream_by_event ON log_stream (group_key, last_event_at, name);
CREATE INDEX log_stream_deleted ON log_stream (key) WHERE name IS NULL;

CREATE TABLE log_chunk (
  stream_key BIGINT NOT NULL REFERENCES log_stream (key),
  group_key BIGINT NOT NULL,
  first_ms BIGINT NOT NULL,              -- time and number of its first event
  first_seq BIGINT NOT NULL,
  last_ms BIGINT NOT NULL,               -- and of its last
  last_seq BIGINT NOT NULL,
  bytes BIGINT NOT NULL,                 -- before compression
  blocks BIGINT NOT NULL,                -- separately compressed pieces in `data`
  data {blob} NOT NULL,
  PRIMARY KEY (stream_key, first_ms, first_seq)
) {strict};
CREATE INDEX log_chunk_by_time ON log_chunk (group_key, first_ms, stream_key, first_seq, last_ms);
CREATE INDEX log_chunk_by_end ON log_chunk (group_key, last_ms, bytes);
