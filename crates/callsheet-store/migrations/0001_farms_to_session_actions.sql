-- Farms to session actions: everything that the main job needs.
--
-- One text for two engines; the tokens in braces are filled in by `dialect.rs`. Integers are
-- BIGINT, booleans 0 or 1, times milliseconds since 1970 UTC, public ids their 16 bytes, statuses
-- the codes of `callsheet-core`. What is only stored and echoed is JSON in a `settings` column;
-- what is filtered, sorted or joined has a column of its own.

CREATE TABLE farm (
  id {blob} PRIMARY KEY,
  display_name {text} NOT NULL,
  settings {text} NOT NULL,              -- description, kmsKeyArn, costScaleFactor
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL,
  updated_at BIGINT,
  updated_by {text}
) {strict};

CREATE TABLE queue (
  id {blob} PRIMARY KEY,
  farm_id {blob} NOT NULL REFERENCES farm (id),
  display_name {text} NOT NULL,
  settings {text} NOT NULL,              -- what CreateQueue and UpdateQueue take, but the name
  blocked_reason {text},                 -- present: its jobs get no new work
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL,
  updated_at BIGINT,
  updated_by {text}
) {strict};
CREATE INDEX queue_of_farm ON queue (farm_id, id);

CREATE TABLE queue_environment (
  id {blob} PRIMARY KEY,
  queue_id {blob} NOT NULL REFERENCES queue (id),
  name {text} NOT NULL,                  -- the name inside the template
  priority BIGINT NOT NULL,
  template_type {text} NOT NULL,
  template {text} NOT NULL,
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL,
  updated_at BIGINT,
  updated_by {text}
) {strict};
CREATE INDEX queue_environment_of_queue ON queue_environment (queue_id, priority, id);

CREATE TABLE fleet (
  id {blob} PRIMARY KEY,
  farm_id {blob} NOT NULL REFERENCES farm (id),
  display_name {text} NOT NULL,
  status {text} NOT NULL,
  settings {text} NOT NULL,              -- what CreateFleet and UpdateFleet take, but the name
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL,
  updated_at BIGINT,
  updated_by {text}
) {strict};
CREATE INDEX fleet_of_farm ON fleet (farm_id, id);

-- How many workers a fleet that scales by events should have (`core/src/recommendation.rs`).
CREATE TABLE fleet_size (
  fleet_id {blob} PRIMARY KEY,
  recommended BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  told_at BIGINT NOT NULL
) {strict};

-- Where the same file systems are mounted: on workstations of one kind, or on a fleet's hosts.
CREATE TABLE storage_profile (
  id {blob} PRIMARY KEY,
  farm_id {blob} NOT NULL REFERENCES farm (id),
  display_name {text} NOT NULL,
  settings {text} NOT NULL,              -- osFamily, fileSystemLocations
  -- Nobody sees it any more, but it maps the paths of jobs that were submitted with it.
  is_deleted BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL,
  updated_at BIGINT,
  updated_by {text}
) {strict};
CREATE INDEX storage_profile_of_farm ON storage_profile (farm_id, id) WHERE is_deleted = 0;

CREATE TABLE queue_fleet (
  queue_id {blob} NOT NULL REFERENCES queue (id),
  fleet_id {blob} NOT NULL REFERENCES fleet (id),
  farm_id {blob} NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 0 AND 3),   -- lifecycle::association
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL,
  updated_at BIGINT,
  updated_by {text},
  PRIMARY KEY (queue_id, fleet_id)
) {without_rowid};
CREATE INDEX queue_fleet_of_fleet ON queue_fleet (fleet_id, queue_id);
CREATE INDEX queue_fleet_of_farm ON queue_fleet (farm_id, queue_id, fleet_id);

-- What actions of the whole farm share, such as licenses. `limit` alone is a word of SQL.
CREATE TABLE farm_limit (
  id {blob} PRIMARY KEY,                 -- in whose order limits are locked, after jobs
  farm_id {blob} NOT NULL REFERENCES farm (id),
  display_name {text} NOT NULL,
  description {text},
  amount_name {text} NOT NULL,           -- the amount requirement that takes of it
  max_count BIGINT NOT NULL CHECK (max_count = -1 OR max_count > 0),   -- -1: any number
  current_count BIGINT NOT NULL DEFAULT 0 CHECK (current_count >= 0),  -- what sessions hold
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL,
  updated_at BIGINT,
  updated_by {text}
) {strict};
CREATE INDEX limit_of_farm ON farm_limit (farm_id, id);

CREATE TABLE budget (
  id {blob} PRIMARY KEY,
  farm_id {blob} NOT NULL REFERENCES farm (id),
  queue_id {blob} NOT NULL,              -- whose sessions it counts; a queue may go before it
  display_name {text} NOT NULL,
  description {text},
  status {text} NOT NULL CHECK (status IN ('ACTIVE', 'INACTIVE')),
  dollar_limit {real} NOT NULL,
  actions {text} NOT NULL,               -- in JSON, as they are shown
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  usage_usd {real} NOT NULL,             -- what was used until counted_at
  counted_at BIGINT NOT NULL,
  queue_stopped_at BIGINT,
  told_percent {real} NOT NULL DEFAULT 0, -- of the limit, up to where its events were told
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL,
  updated_at BIGINT,
  updated_by {text}
) {strict};
CREATE INDEX budget_of_farm ON budget (farm_id, id);
CREATE INDEX budget_of_queue ON budget (queue_id, id);

CREATE TABLE statistics_aggregation (
  id {text} PRIMARY KEY,
  farm_id {blob} NOT NULL,
  status {text} NOT NULL,
  message {text},
  asked {text} NOT NULL,                 -- the request, in JSON, for whoever completes it
  taken_until BIGINT NOT NULL,           -- by a server that adds it up
  statistics {text} NOT NULL,            -- the rows, in JSON, as they are shown
  created_at BIGINT NOT NULL
) {strict};
CREATE INDEX aggregation_of_farm ON statistics_aggregation (farm_id, created_at);

CREATE TABLE queue_limit (
  queue_id {blob} NOT NULL REFERENCES queue (id),
  limit_id {blob} NOT NULL REFERENCES farm_limit (id),
  farm_id {blob} NOT NULL,
  amount {text} NOT NULL,                -- the limit's amount_name in lower case
  state BIGINT NOT NULL CHECK (state BETWEEN 0 AND 3),   -- lifecycle::association
  held BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0),      -- of current_count, by this queue's sessions
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL,
  updated_at BIGINT,
  updated_by {text},
  PRIMARY KEY (queue_id, limit_id),
  UNIQUE (queue_id, amount)
) {without_rowid};
CREATE INDEX queue_limit_of_limit ON queue_limit (limit_id, queue_id);
CREATE INDEX queue_limit_of_farm ON queue_limit (farm_id, queue_id, limit_id);

CREATE TABLE worker (
  id {blob} PRIMARY KEY,
  farm_id {blob} NOT NULL,
  fleet_id {blob} NOT NULL REFERENCES fleet (id),
  state BIGINT NOT NULL CHECK (state BETWEEN 0 AND 7),   -- lifecycle::worker
  heard_at BIGINT NOT NULL,              -- may lag behind by a third of the silence limit
  open_sessions BIGINT NOT NULL DEFAULT 0,
  host_name {text} NOT NULL DEFAULT '',
  host_properties {text},
  capabilities {text},
  user_agent {text},                     -- as of its last UpdateWorker STARTED
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL,
  updated_at BIGINT,
  updated_by {text}
) {strict};
CREATE INDEX worker_of_fleet ON worker (fleet_id, id);
CREATE INDEX worker_expected_to_speak ON worker (heard_at) WHERE state BETWEEN 1 AND 5;

-- A set of host requirements as many steps share it, and the fleets that fit it. Fleets are
-- compared with sets, not with steps, so a changed fleet costs one comparison per distinct set.
CREATE TABLE requirement (
  key {key},
  farm_id {blob} NOT NULL,
  digest {blob} NOT NULL,
  requirements {text} NOT NULL,
  UNIQUE (farm_id, digest)
) {strict};

CREATE TABLE eligibility (
  requirement_key BIGINT NOT NULL REFERENCES requirement (key),
  fleet_id {blob} NOT NULL,
  takes {text},                          -- amounts that a limit has to provide, in JSON; or none
  PRIMARY KEY (requirement_key, fleet_id)
) {without_rowid};
CREATE INDEX eligibility_of_fleet ON eligibility (fleet_id, requirement_key);

CREATE TABLE job (
  key {key},
  id {blob} NOT NULL UNIQUE,
  farm_id {blob} NOT NULL,
  queue_id {blob} REFERENCES queue (id),   -- absent: it is being removed, and nobody sees it
  name {text} NOT NULL,
  description {text},
  state BIGINT NOT NULL CHECK (state BETWEEN 0 AND 5),   -- lifecycle::job
  state_message {text} NOT NULL,
  priority BIGINT NOT NULL,
  max_failed_tasks_count BIGINT NOT NULL,
  max_retries_per_task BIGINT NOT NULL,
  max_worker_count BIGINT,               -- absent: no limit
  target BIGINT,                         -- lifecycle::task::Target while it is being reached
  starts_suspended BIGINT NOT NULL DEFAULT 0,
  open_sessions BIGINT NOT NULL DEFAULT 0,
  status BIGINT,                         -- counts.overall(); absent before its tasks exist
  pending BIGINT NOT NULL DEFAULT 0,
  ready BIGINT NOT NULL DEFAULT 0,
  assigned BIGINT NOT NULL DEFAULT 0,
  starting BIGINT NOT NULL DEFAULT 0,
  scheduled BIGINT NOT NULL DEFAULT 0,
  running BIGINT NOT NULL DEFAULT 0,
  interrupting BIGINT NOT NULL DEFAULT 0,
  suspended BIGINT NOT NULL DEFAULT 0,
  canceled BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0,
  succeeded BIGINT NOT NULL DEFAULT 0,
  not_compatible BIGINT NOT NULL DEFAULT 0,
  failure_retries BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL,
  updated_at BIGINT,
  updated_by {text},
  started_at BIGINT,
  ended_at BIGINT
) {strict};
CREATE INDEX job_of_queue ON job (queue_id, created_at, key);
CREATE INDEX job_being_created ON job (key) WHERE state = 0;
CREATE INDEX job_being_removed ON job (key) WHERE queue_id IS NULL;
CREATE INDEX job_by_age ON job (created_at, key) WHERE queue_id IS NOT NULL;

-- What a job was made from and what its workers ask for. Read when somebody asks, never to
-- schedule.
CREATE TABLE job_document (
  job_key BIGINT PRIMARY KEY REFERENCES job (key),
  template_type {text},
  template {text},                       -- as it was submitted
  request {text} NOT NULL,               -- parameters, attachments, storageProfileId, sourceJobId
  plan {text}                            -- what it became: parameters, extensions, environments
) {strict};

CREATE TABLE step (
  key {key},
  id {blob} NOT NULL UNIQUE,
  job_key BIGINT NOT NULL REFERENCES job (key),
  position BIGINT NOT NULL,              -- in the template
  name {text} NOT NULL,
  requirement_key BIGINT NOT NULL REFERENCES requirement (key),
  task_count BIGINT NOT NULL,
  -- Tasks from here on have no row, but for `ahead` of them that something happened to.
  cursor BIGINT NOT NULL DEFAULT 0 CHECK (cursor <= task_count),
  ahead BIGINT NOT NULL DEFAULT 0 CHECK (ahead >= 0),
  tail BIGINT NOT NULL,                  -- the status that all of them share
  -- How often all rows of a status moved at once (`task_moves.rs`).
  epoch BIGINT NOT NULL DEFAULT 0,
  folded_epoch BIGINT NOT NULL DEFAULT 0, -- no row is of an older one
  folded_before BIGINT,                  -- rows of tasks before this one are as they say; absent: all
  unmet BIGINT NOT NULL DEFAULT 0,       -- dependencies that have not succeeded
  -- Adaptive chunks: how many tasks the next one has, and what that follows from.
  chunk_size BIGINT,                     -- absent: chunks are fixed, or there are none
  chunk_target_s BIGINT NOT NULL DEFAULT 0,
  chunk_tasks_done BIGINT NOT NULL DEFAULT 0,
  chunk_tasks_ms BIGINT NOT NULL DEFAULT 0,
  target BIGINT,
  updating BIGINT NOT NULL DEFAULT 0,    -- 1: a target is being reached; 2: it was
  status BIGINT NOT NULL,
  pending BIGINT NOT NULL DEFAULT 0,
  ready BIGINT NOT NULL DEFAULT 0,
  assigned BIGINT NOT NULL DEFAULT 0,
  starting BIGINT NOT NULL DEFAULT 0,
  scheduled BIGINT NOT NULL DEFAULT 0,
  running BIGINT NOT NULL DEFAULT 0,
  interrupting BIGINT NOT NULL DEFAULT 0,
  suspended BIGINT NOT NULL DEFAULT 0,
  canceled BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0,
  succeeded BIGINT NOT NULL DEFAULT 0,
  not_compatible BIGINT NOT NULL DEFAULT 0,
  failure_retries BIGINT NOT NULL DEFAULT 0,
  updated_at BIGINT,
  updated_by {text},
  started_at BIGINT,
  ended_at BIGINT
) {strict};
CREATE INDEX step_of_job ON step (job_key, position);
CREATE INDEX step_that_waits ON step (key) WHERE pending > 0 OR suspended > 0;
-- None speaks of `ready`, which every report moves: PostgreSQL would write into all of them.

-- What a job asks of workers: a row for each set of requirements among its steps. In the index, jobs
-- that stand alike are neighbors and the oldest comes first, whatever a queue's configuration makes
-- of their numbers.
CREATE TABLE demand (
  key {key},
  job_key BIGINT NOT NULL REFERENCES job (key),
  requirement_key BIGINT NOT NULL REFERENCES requirement (key),
  queue_id {blob} NOT NULL,
  urgency BIGINT NOT NULL,               -- the priority, negated: the least comes first
  workers BIGINT NOT NULL DEFAULT 0,     -- the job's open sessions
  most_workers BIGINT NOT NULL,
  errors BIGINT NOT NULL DEFAULT 0,      -- failed attempts of the job
  submitted_at BIGINT NOT NULL,
  steps BIGINT NOT NULL,                 -- how many of these steps have READY tasks
  UNIQUE (job_key, requirement_key)
) {strict};
CREATE INDEX demand_with_work
  ON demand (queue_id, requirement_key, urgency, workers, errors, job_key)
  WHERE steps > 0 AND workers < most_workers;

CREATE INDEX step_unfolded ON step (key) WHERE folded_before IS NOT NULL;

-- What became, all at once, of the rows of a step that say `from_status` and were written in
-- `epoch`: they stand in `to_status` since `moved_at`.
CREATE TABLE step_move (
  step_key BIGINT NOT NULL REFERENCES step (key),
  epoch BIGINT NOT NULL,
  from_status BIGINT NOT NULL,
  to_status BIGINT NOT NULL,
  moved_at BIGINT NOT NULL,
  PRIMARY KEY (step_key, epoch, from_status)
) {without_rowid};

CREATE TABLE step_document (
  step_key BIGINT PRIMARY KEY REFERENCES step (key),
  plan {text} NOT NULL                   -- job::StepPlan: space, fragment, environments, requirements
) {strict};

CREATE TABLE step_dependency (
  consumer_key BIGINT NOT NULL REFERENCES step (key),
  dependency_key BIGINT NOT NULL REFERENCES step (key),
  PRIMARY KEY (consumer_key, dependency_key)
) {without_rowid};
CREATE INDEX step_consumer ON step_dependency (dependency_key, consumer_key);

-- A task, or for a chunked step a run of tasks, that something happened to.
CREATE TABLE task (
  step_key BIGINT NOT NULL REFERENCES step (key),
  first BIGINT NOT NULL,
  count BIGINT NOT NULL CHECK (count > 0),
  status BIGINT NOT NULL CHECK (status BETWEEN 0 AND 11),
  epoch BIGINT NOT NULL DEFAULT 0,       -- of its step, when the row was written
  target BIGINT,                         -- where it goes when its action ends
  retries BIGINT NOT NULL DEFAULT 0,
  losses BIGINT NOT NULL DEFAULT 0,
  session_id {blob},                     -- its latest session action
  action_index BIGINT,
  started_at BIGINT,
  ended_at BIGINT,
  updated_at BIGINT,
  updated_by {text},
  PRIMARY KEY (step_key, first)
) {without_rowid};
CREATE INDEX task_ready ON task (step_key, first) WHERE status = 1;
CREATE INDEX task_retried ON task (step_key, first) WHERE retries > 0;

CREATE TABLE session (
  id {blob} PRIMARY KEY,
  job_key BIGINT NOT NULL REFERENCES job (key),
  step_key BIGINT NOT NULL,              -- no REFERENCES: each step that goes would search all sessions
  farm_id {blob} NOT NULL,
  queue_id {blob} NOT NULL,
  fleet_id {blob} NOT NULL,
  worker_id {blob} NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 0 AND 2),   -- lifecycle::session
  broken BIGINT NOT NULL DEFAULT 0,      -- an action failed: only environments may be left
  environments BIGINT NOT NULL,          -- how many it enters before its first task
  entered BIGINT NOT NULL DEFAULT 0,     -- how many are entered, or were tried
  next_index BIGINT NOT NULL DEFAULT 0,
  first_open BIGINT NOT NULL DEFAULT 0,  -- actions before this one have ended
  tasks_done BIGINT NOT NULL DEFAULT 0,
  tasks_ms BIGINT NOT NULL DEFAULT 0,    -- how long those took
  progressed_at BIGINT NOT NULL,         -- when it last got something done, by our clock
  limits {text},                         -- what it holds of limits, in JSON; or none
  host_properties {text},
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  updated_at BIGINT,
  updated_by {text}
) {without_rowid};
CREATE INDEX session_of_job ON session (job_key, id);
CREATE INDEX session_of_worker ON session (worker_id, id);
CREATE UNIQUE INDEX session_open_on_worker ON session (worker_id) WHERE state < 2;
CREATE INDEX session_open_of_pair ON session (queue_id, fleet_id) WHERE state < 2;
-- What a queue's budgets count: those that ended since.
CREATE INDEX session_ended_of_queue ON session (queue_id, ended_at) WHERE state = 2;
CREATE INDEX session_open_of_job ON session (job_key) WHERE state < 2;

CREATE TABLE session_action (
  session_id {blob} NOT NULL REFERENCES session (id),
  action_index BIGINT NOT NULL,
  kind BIGINT NOT NULL,                  -- view::ActionKind
  ordinal BIGINT NOT NULL DEFAULT 0,     -- which environment, or the first task
  count BIGINT NOT NULL DEFAULT 0,       -- how many tasks
  state BIGINT NOT NULL DEFAULT 0,       -- lifecycle::action; 3 and above have ended
  started_at BIGINT,
  ended_at BIGINT,
  worker_updated_at BIGINT,
  process_exit_code BIGINT,
  progress_percent {real},
  progress_message {text},
  manifests {text},
  limits {text},                         -- what it takes of limits, in JSON; or none
  PRIMARY KEY (session_id, action_index)
) {without_rowid};

-- What is left of a session whose job was removed: what usage is counted from.
CREATE TABLE past_session (
  id {blob} PRIMARY KEY,
  queue_id {blob} NOT NULL,
  fleet_id {blob} NOT NULL,
  job_id {blob} NOT NULL,
  job_name {text} NOT NULL,
  job_created_by {text} NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL
) {without_rowid};
CREATE INDEX past_session_of_queue ON past_session (queue_id, ended_at);
CREATE INDEX past_session_by_age ON past_session (ended_at);

-- Who has a level of rights on a farm, queue, fleet or job.
CREATE TABLE member (
  resource_id {blob} NOT NULL,
  principal_id {text} NOT NULL,
  kind {text} NOT NULL,                  -- of the resource
  farm_id {blob} NOT NULL,
  queue_id {blob},                       -- of a job
  principal_type {text} NOT NULL,
  identity_store_id {text} NOT NULL,
  level {text} NOT NULL,
  PRIMARY KEY (resource_id, principal_id)
) {without_rowid};
CREATE INDEX member_by_principal ON member (principal_id, identity_store_id, resource_id);

CREATE TABLE monitor (
  id {blob} PRIMARY KEY,
  display_name {text} NOT NULL,
  subdomain {text} NOT NULL UNIQUE,
  identity {text} NOT NULL,              -- identityCenterInstanceArn, identityCenterRegion, roleArn
  settings {text} NOT NULL,              -- those of its pages
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL,
  updated_at BIGINT,
  updated_by {text}
) {strict};

CREATE TABLE license_endpoint (
  id {blob} PRIMARY KEY,
  network {text} NOT NULL,               -- vpcId, subnetIds, securityGroupIds
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL
) {strict};

CREATE TABLE tag (
  resource_id {blob} NOT NULL,           -- of a farm, queue, fleet, worker, job and others
  name {text} NOT NULL,
  value {text} NOT NULL,
  PRIMARY KEY (resource_id, name)
) {without_rowid};

-- Buckets of the embedded S3, and what is in them. The bytes are in files, each of which is a blob;
-- a key is UTF-8 and sorts by its bytes.
CREATE TABLE bucket (
  name {text} PRIMARY KEY,
  created_at BIGINT NOT NULL
) {strict};

CREATE TABLE object (
  id {blob} PRIMARY KEY,
  bucket {text} NOT NULL REFERENCES bucket (name),
  object_key {blob} NOT NULL,
  size BIGINT NOT NULL,
  etag {text} NOT NULL,
  description {text} NOT NULL,           -- headers, metadata and checksum, in JSON
  upload_id {blob},                      -- that it was put by, in parts
  modified_at BIGINT NOT NULL
) {strict};
CREATE UNIQUE INDEX object_by_key ON object (bucket, object_key);

CREATE TABLE multipart_upload (
  id {blob} PRIMARY KEY,
  bucket {text} NOT NULL REFERENCES bucket (name),
  object_key {blob} NOT NULL,
  description {text} NOT NULL,           -- what its object will say, in JSON
  created_at BIGINT NOT NULL
) {strict};
CREATE INDEX multipart_upload_by_age ON multipart_upload (created_at);
CREATE INDEX multipart_upload_by_key ON multipart_upload (bucket, object_key, id);

-- Pieces of an object or of an upload, whose id the owner is.
CREATE TABLE object_part (
  owner_id {blob} NOT NULL,
  number BIGINT NOT NULL,
  blob_id {blob},                        -- none: it is empty
  size BIGINT NOT NULL,
  etag {text} NOT NULL,
  checksum {text},
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (owner_id, number)
) {without_rowid};
CREATE UNIQUE INDEX object_part_by_blob ON object_part (blob_id);

-- Blobs that belonged to something that is gone; who reads them may go on for a while.
CREATE TABLE dropped_blob (
  id {blob} PRIMARY KEY,
  dropped_at BIGINT NOT NULL
) {strict};
CREATE INDEX dropped_blob_by_age ON dropped_blob (dropped_at);

-- Keys that requests are signed with. Secrets are sealed with the key file.
CREATE TABLE access_key (
  id {text} PRIMARY KEY,
  sealed_secret {blob} NOT NULL,
  session_token_digest {blob},           -- of temporary credentials
  principal {text} NOT NULL,             -- auth::Principal
  created_at BIGINT NOT NULL,
  expires_at BIGINT
) {strict};
CREATE INDEX access_key_expiring ON access_key (expires_at) WHERE expires_at IS NOT NULL;

-- Answers that a repeated request with the same token gets again.
CREATE TABLE client_token (
  digest {blob} PRIMARY KEY,             -- of operation, parent, caller's account and token
  request_digest {blob} NOT NULL,
  answer {text} NOT NULL,
  created_at BIGINT NOT NULL
) {strict};
CREATE INDEX client_token_by_age ON client_token (created_at);

-- Since when somebody has been there to hear workers, and which server speaks now.
CREATE TABLE service (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  heard_since BIGINT NOT NULL,
  heartbeat_at BIGINT NOT NULL
) {strict};

-- Which server does what only one should do at a time.
CREATE TABLE lease (
  name {text} PRIMARY KEY,
  holder {text} NOT NULL,
  expires_at BIGINT NOT NULL
) {strict};

-- Names of things that exist once, such as what the first run made.
CREATE TABLE setting (
  name {text} PRIMARY KEY,
  setting {text} NOT NULL
) {strict};

-- What changed, as it was decided, for those who want to be told (`events.rs`). Written with the
-- change; numbered after it, in the order in which it became visible.
CREATE TABLE event (
  key {key},
  position BIGINT,                       -- absent: not numbered yet
  at BIGINT NOT NULL,
  farm_id {blob} NOT NULL,
  queue_id {blob},
  job_id {blob},
  step_id {blob},
  happened {text} NOT NULL               -- event::Happened, in JSON
) {strict};
CREATE UNIQUE INDEX event_by_position ON event (position) WHERE position IS NOT NULL;
CREATE INDEX event_not_numbered ON event (key) WHERE position IS NULL;

-- The last position that was given away, and the number by which cursors tell this store's events
-- from another's.
CREATE TABLE event_feed (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  feed BIGINT NOT NULL,
  last_position BIGINT NOT NULL
) {strict};

-- Who wants to know: while there is one, events of its level are written. What it has not been told
-- is kept, if it has a position.
CREATE TABLE event_reader (
  name {text} PRIMARY KEY,
  level BIGINT NOT NULL,                 -- event::Level
  position BIGINT,                       -- it was told all up to here
  number BIGINT,                         -- and of that change, all up to this event
  until BIGINT                           -- absent: it stays
) {strict};

-- Who events are posted to. How far each is stands in `event_reader`, under its id.
CREATE TABLE webhook (
  id {text} PRIMARY KEY,
  url {text} NOT NULL,
  filter {text} NOT NULL,                -- EventFilter, in JSON
  sealed_secret {blob} NOT NULL,
  failures BIGINT NOT NULL DEFAULT 0,    -- in a row, of the same events
  last_error {text},
  next_attempt_at BIGINT,
  leased_by {text},                      -- the server that delivers for it
  leased_until BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL
) {strict};

-- Deliveries that were given up.
CREATE TABLE dead_letter (
  webhook_id {text} NOT NULL REFERENCES webhook (id),
  id {text} NOT NULL,
  body {text} NOT NULL,
  events BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  error {text} NOT NULL,
  given_up_at BIGINT NOT NULL,
  is_due BIGINT NOT NULL DEFAULT 0,      -- to be sent once more
  PRIMARY KEY (webhook_id, id)
) {without_rowid};
CREATE INDEX dead_letter_due ON dead_letter (webhook_id, given_up_at, id) WHERE is_due = 1;
