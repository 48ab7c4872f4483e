-- Who may call beside the administrator and the host of the first start: people, service accounts,
-- their groups, and machines that make themselves workers.
CREATE TABLE principal (
  id {text} PRIMARY KEY,                 -- a UUID, as members of the API have it
  kind {text} NOT NULL,                  -- user, serviceAccount, group, host
  name {text} NOT NULL UNIQUE,
  is_administrator BIGINT NOT NULL CHECK (is_administrator IN (0, 1)),
  epoch BIGINT NOT NULL,                 -- temporary credentials of an earlier one are over
  created_at BIGINT NOT NULL,
  created_by {text} NOT NULL,
  disabled_at BIGINT
) {strict};

CREATE TABLE group_user (
  group_id {text} NOT NULL,
  user_id {text} NOT NULL,
  is_claimed BIGINT NOT NULL DEFAULT 0,  -- by a provider that the user signs in with, not by us
  PRIMARY KEY (group_id, user_id)
) {without_rowid};
CREATE INDEX group_user_by_user ON group_user (user_id, group_id);

-- The fleets that a host may join.
CREATE TABLE host_fleet (
  host_id {text} NOT NULL,
  fleet_id {blob} NOT NULL,
  farm_id {blob} NOT NULL,
  PRIMARY KEY (host_id, fleet_id)
) {without_rowid};

-- Temporary credentials carry what they are worth in their session token.
DELETE FROM access_key WHERE session_token_digest IS NOT NULL;
ALTER TABLE access_key DROP COLUMN session_token_digest;
ALTER TABLE access_key ADD COLUMN principal_id {text};
ALTER TABLE access_key ADD COLUMN last_used_at BIGINT;
ALTER TABLE access_key ADD COLUMN disabled_at BIGINT;
CREATE INDEX access_key_by_principal ON access_key (principal_id, id)
  WHERE principal_id IS NOT NULL;

-- What temporary credentials are sealed with, itself sealed with the key file. The newest seals; the
-- one before it still opens.
CREATE TABLE token_key (
  generation BIGINT PRIMARY KEY,
  sealed_key {blob} NOT NULL,
  created_at BIGINT NOT NULL
) {strict};

-- Temporary credentials of a queue's or a fleet's role are over when the role is another.
ALTER TABLE queue ADD COLUMN role_epoch BIGINT NOT NULL DEFAULT 0;
ALTER TABLE fleet ADD COLUMN role_epoch BIGINT NOT NULL DEFAULT 0;

-- What was changed and what was refused. Nothing here is ever changed.
CREATE TABLE audit_entry (
  id {blob} PRIMARY KEY,                 -- in the order of time
  at BIGINT NOT NULL,
  who {text} NOT NULL,
  access_key_id {text} NOT NULL,
  peer {text} NOT NULL,
  operation {text} NOT NULL,
  resource {text} NOT NULL,
  outcome {text} NOT NULL,               -- succeeded, or the exception's name
  request_id {text} NOT NULL
) {strict};
CREATE INDEX audit_entry_by_age ON audit_entry (at);

-- What people sign in with: argon2id, in the form of a PHC string.
CREATE TABLE user_password (
  user_id {text} PRIMARY KEY,
  phc {text} NOT NULL,
  changed_at BIGINT NOT NULL
) {strict};

-- As whom a provider knows a user.
CREATE TABLE user_identity (
  issuer {text} NOT NULL,
  subject {text} NOT NULL,
  user_id {text} NOT NULL,
  PRIMARY KEY (issuer, subject)
) {without_rowid};

-- Who is signed in. The token itself is only with whoever it was told to.
CREATE TABLE sign_in_session (
  digest {blob} PRIMARY KEY,             -- SHA-256 of the token
  user_id {text} NOT NULL,
  is_code BIGINT NOT NULL,               -- good for nothing but to be exchanged for a session
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
) {strict};
CREATE INDEX sign_in_session_by_user ON sign_in_session (user_id);
CREATE INDEX sign_in_session_by_end ON sign_in_session (expires_at);
