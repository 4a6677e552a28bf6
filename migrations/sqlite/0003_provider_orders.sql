-- Every change of a tenant's order of providers on a channel. Rows are only added; the one with the highest id holds.

CREATE TABLE provider_orders (
    id         INTEGER NOT NULL PRIMARY KEY,
    tenant_id  BLOB    NOT NULL REFERENCES tenants (id),
    channel    TEXT    NOT NULL,
    -- Nothing means back to the order of the configuration.
    providers  TEXT    CHECK (json_type(providers) = 'array'),
    reason     TEXT    NOT NULL,
    key_id     BLOB    NOT NULL CHECK (length(key_id) = 16),
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX provider_orders_newest ON provider_orders (tenant_id, channel, id);
