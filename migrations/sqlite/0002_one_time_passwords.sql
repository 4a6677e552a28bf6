-- No code is in here: it is derived from a key that the database doesn't hold. What the columns mean is the otp
-- crate's to say. Rows live for a day or so and are written with every guess, so they refer to no other table.

CREATE TABLE otp_challenges (
    id              BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    tenant_id       BLOB    NOT NULL CHECK (length(tenant_id) = 16),
    purpose         TEXT    NOT NULL,
    recipient_index BLOB    NOT NULL CHECK (length(recipient_index) = 32),
    kid             TEXT    NOT NULL,
    nonce           BLOB    NOT NULL CHECK (length(nonce) = 16),
    code_length     INTEGER NOT NULL,
    alphabet        TEXT    NOT NULL,
    max_attempts    INTEGER NOT NULL,
    attempts        INTEGER NOT NULL,
    sends           INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    last_sent_at    INTEGER,
    expires_at      INTEGER NOT NULL,
    consumed_at     INTEGER,
    canceled_at     INTEGER
) STRICT, WITHOUT ROWID;

-- Whether a challenge has expired depends on the time and can't be in an index, so the one that may be open is the
-- one that is neither consumed nor canceled; making a new one cancels an expired one.
CREATE UNIQUE INDEX otp_challenges_open ON otp_challenges (tenant_id, purpose, recipient_index)
    WHERE consumed_at IS NULL AND canceled_at IS NULL;
CREATE INDEX otp_challenges_by_recipient ON otp_challenges (tenant_id, purpose, recipient_index, created_at);
CREATE INDEX otp_challenges_by_expiry ON otp_challenges (expires_at);

CREATE TABLE otp_budgets (
    tenant_id         BLOB    NOT NULL CHECK (length(tenant_id) = 16),
    kind              TEXT    NOT NULL,
    subject           BLOB    NOT NULL CHECK (length(subject) = 32),
    spent             TEXT    NOT NULL CHECK (json_type(spent) = 'array'),
    failures_in_a_row INTEGER NOT NULL,
    -- The last of spent, for the sweep.
    last_spent_at     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, kind, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX otp_budgets_by_last_use ON otp_budgets (last_spent_at) WHERE failures_in_a_row = 0;
