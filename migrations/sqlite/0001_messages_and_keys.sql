-- Identifiers are the 16 bytes of a UUID, times are microseconds since 1970-01-01 UTC, money is millionths of the
-- unit of its currency. What people read by hand is the view communication_logs.

CREATE TABLE tenants (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The tenant of everybody who never speaks of tenants.
INSERT INTO tenants (id, name, created_at)
VALUES (x'00000000000070008000000000000001', 'default', unixepoch() * 1000000);

CREATE TABLE api_keys (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    tenant_id    BLOB    NOT NULL REFERENCES tenants (id),
    prefix       TEXT    NOT NULL UNIQUE,
    hash         BLOB    NOT NULL CHECK (length(hash) = 32),
    name         TEXT    NOT NULL,
    scopes       TEXT    NOT NULL CHECK (json_type(scopes) = 'array'),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER,
    last_used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_keys_by_tenant ON api_keys (tenant_id);

CREATE TABLE messages (
    id                  BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    tenant_id           BLOB    NOT NULL REFERENCES tenants (id),
    channel             TEXT    NOT NULL,
    class               TEXT    NOT NULL,
    purpose             TEXT,
    recipient           TEXT    NOT NULL,
    recipient_index     BLOB    NOT NULL CHECK (length(recipient_index) = 32),
    recipient_masked    TEXT    NOT NULL,
    status              TEXT    NOT NULL,
    maybe_duplicate     INTEGER NOT NULL DEFAULT 0 CHECK (maybe_duplicate IN (0, 1)),
    provider            TEXT,
    provider_message_id TEXT,
    parts               INTEGER,
    encoding            TEXT,
    cost_micros         INTEGER,
    cost_currency       TEXT,
    error_message       TEXT,
    metadata            TEXT,
    created_at          INTEGER NOT NULL,
    sent_at             INTEGER,
    delivered_at        INTEGER,
    updated_at          INTEGER NOT NULL,
    CHECK ((cost_micros IS NULL) = (cost_currency IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
    id                  BLOB    NOT NULL CHECK (length(id) = 16),
    message_id          BLOB    NOT NULL REFERENCES messages (id),
    number              INTEGER NOT NULL CHECK (number >= 1),
    provider            TEXT    NOT NULL,
    fact                TEXT,
    cause               TEXT,
    code                TEXT,
    text                TEXT,
    provider_message_id TEXT,
    parts               INTEGER,
    cost_micros         INTEGER,
    cost_currency       TEXT,
    started_at          INTEGER NOT NULL,
    ended_at            INTEGER,
    took_us             INTEGER,
    -- Also the order on disk: the attempts of a message lie side by side.
    PRIMARY KEY (message_id, number),
    CHECK ((fact IS NULL) = (ended_at IS NULL))
) STRICT, WITHOUT ROWID;

-- The calls that are running, or were when the process died.
CREATE INDEX attempts_open ON attempts (message_id) WHERE fact IS NULL;

-- One row that is there to be read and written, to see whether that works.
CREATE TABLE probe (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    writes INTEGER NOT NULL
) STRICT;

INSERT INTO probe (id, writes) VALUES (1, 0);

CREATE VIEW communication_logs AS
SELECT
    'msg_' || lower(hex(id)) AS message_id,
    recipient,
    status,
    -- While nobody has taken it: who was asked last.
    coalesce(provider, (SELECT a.provider FROM attempts AS a WHERE a.message_id = messages.id ORDER BY a.number DESC LIMIT 1)) AS provider_used,
    channel,
    purpose,
    CASE WHEN cost_micros IS NOT NULL THEN
        printf('%s%d.%06d', iif(cost_micros < 0, '-', ''), abs(cost_micros) / 1000000, abs(cost_micros) % 1000000)
    END AS cost,
    strftime('%Y-%m-%dT%H:%M:%S', sent_at / 1000000, 'unixepoch') || printf('.%06dZ', sent_at % 1000000) AS sent_at,
    strftime('%Y-%m-%dT%H:%M:%S', delivered_at / 1000000, 'unixepoch') || printf('.%06dZ', delivered_at % 1000000) AS delivered_at,
    error_message,
    metadata,
    'ten_' || lower(hex(tenant_id)) AS tenant_id,
    provider_message_id
FROM messages;
