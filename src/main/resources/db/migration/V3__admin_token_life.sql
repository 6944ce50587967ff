-- Admin tokens anew, by their id as a number: a start reads them in ranges of it, by several threads, and a list
-- goes on behind it. What reads as integer primary key here is SQLite's row number; on PostgreSQL the words are
-- replaced by bigint primary key.
create table admin_token_3 (
    id              integer primary key,
    name            text    not null,
    -- the name compared: NFC, case-folded
    name_key        text    not null unique,
    description     text    not null,
    permissions     text    not null,
    legacy          integer not null default 0,
    active          integer not null default 1,
    created_at      bigint  not null,
    deactivated_at  bigint,

    -- when and from where it opens anything; networks: CIDR, separated by commas, empty for anywhere
    not_before      bigint,
    expires_at      bigint,
    -- when a person chose the expiry: warnings are for what was further away then
    expiry_set_at   bigint,
    networks        text    not null default '',

    -- The newest secret: its serial number, its digest and when it was made. It stands here, and not in a table
    -- of its own, since a start reads it of every token.
    secret          integer not null default 1,
    key_id          integer not null,
    digest          blob    not null,
    secret_created_at bigint not null,

    -- What it did, written every 30 s at most. used_at is 0 for never; old_*: by the secret that a rotation is
    -- replacing; exercised: the permissions that it made use of, as docker:read mos:write.
    used_at         bigint  not null default 0,
    used_address    text    not null default '',
    used_agent      text    not null default '',
    old_used_at     bigint  not null default 0,
    old_used_address text   not null default '',
    old_used_agent  text    not null default '',
    refused_at      bigint  not null default 0,
    refused_reason  text    not null default '',
    refused_address text    not null default '',
    exercised       text    not null default '',

    -- what a person was told of: the last stage in days before the expiry (0 for none), and that it lies idle
    expiry_told     integer not null default 0,
    idle_told       integer not null default 0
);
insert into admin_token_3 (id, name, name_key, description, permissions, legacy, active, created_at, deactivated_at,
        key_id, digest, secret_created_at)
    select cast(t.id as bigint), t.name, t.name_key, t.description, t.permissions, t.legacy, t.active, t.created_at,
        t.deactivated_at, s.key_id, s.digest, s.created_at
    from admin_token t join token_secret s on s.token_id = t.id;
drop table token_secret;
drop table admin_token;
alter table admin_token_3 rename to admin_token;

create index admin_token_used on admin_token (used_at, id);
create index admin_token_expires on admin_token (coalesce(expires_at, 9223372036854775807), id);

-- The secret before the newest, which a rotation lets open until ends_at. One at most.
create table old_secret (
    token_id    bigint  not null primary key references admin_token (id) on delete cascade,
    serial      integer not null,
    key_id      integer not null,
    digest      blob    not null,
    created_at  bigint  not null,
    ends_at     bigint  not null
);

-- Secrets that open nothing any more, to tell when somebody still uses one. The newest 10,000 are kept.
create table ended_secret (
    key_id      integer not null,
    digest      blob    not null,
    token_id    bigint  not null,
    token_name  text    not null,
    deleted     integer not null,
    ended_at    bigint  not null,
    primary key (key_id, digest)
);
create index ended_secret_at on ended_secret (ended_at);

create table admin_token_calls (
    token_id    bigint  not null references admin_token (id) on delete cascade,
    -- days since 1970 (UTC)
    day         integer not null,
    calls       bigint  not null,
    primary key (token_id, day)
);

create table admin_token_network (
    token_id    bigint  not null references admin_token (id) on delete cascade,
    -- /24 or /64
    network     text    not null,
    first_at    bigint  not null,
    primary key (token_id, network)
);

-- The latest time seen: a clock that is set back revives no token.
create table token_clock (
    latest      bigint  not null
);
insert into token_clock (latest) values (0);
