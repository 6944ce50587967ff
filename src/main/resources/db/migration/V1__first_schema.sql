-- Times are milliseconds since 1970, truth is 0 or 1. What reads as bytes here is blob on SQLite; on
-- PostgreSQL the word is replaced by bytea when the script runs.

-- A Tink keyset, encrypted with the master key and bound to its purpose.
create table keyset (
    purpose     text    not null primary key,
    sealed      blob    not null,
    created_at  bigint  not null
);

create table admin_token (
    id              text    not null primary key,
    name            text    not null,
    -- the name compared: NFC, case-folded
    name_key        text    not null unique,
    description     text    not null,
    permissions     text    not null,
    legacy          integer not null default 0,
    active          integer not null default 1,
    created_at      bigint  not null,
    deactivated_at  bigint
);

-- The last id given: a deleted token's id never comes back.
create table admin_token_id (
    last        bigint  not null
);
insert into admin_token_id (last) values (0);

-- One token has one or more secrets: rotation overlaps.
create table token_secret (
    key_id      integer not null,
    digest      blob    not null,
    token_id    text    not null references admin_token (id) on delete cascade,
    created_at  bigint  not null,
    primary key (key_id, digest)
);
create index token_secret_token on token_secret (token_id);

create table service_token (
    id          text    not null primary key,
    service     text    not null unique,
    sealed      blob    not null,
    -- what a person may see of it: prefix and last four
    mask        text    not null,
    changed_at  bigint  not null
);

-- What the services said of a token, per exact host.
create table service_token_state (
    token_id    text    not null references service_token (id) on delete cascade,
    host        text    not null,
    state       text    not null,
    detail      text    not null,
    observed_at bigint  not null,
    primary key (token_id, host)
);

create table session (
    id          text    not null primary key,
    key_id      integer not null,
    digest      blob    not null unique,
    name        text    not null,
    -- the admin token behind it; null for a sign-in link that no token asked for
    token_id    text,
    created_at  bigint  not null,
    -- the last use; kept in memory, written at stop
    seen_at     bigint  not null,
    ends_at     bigint  not null
);

-- Each row's mac covers the row and the mac before it.
create table audit (
    seq         bigint  not null primary key,
    at          bigint  not null,
    caller_kind text    not null,
    caller_id   text    not null,
    caller_name text    not null,
    address     text    not null,
    action      text    not null,
    subject     text    not null,
    detail      text    not null,
    mac         blob    not null
);

create table content (
    digest      text    not null primary key,
    size        bigint  not null,
    last_use    bigint  not null
);
create index content_last_use on content (last_use);

-- A content that was asked for by another digest than its SHA-256.
create table content_alias (
    alias       text    not null primary key,
    digest      text    not null
);

create table cache_entry (
    key         text    not null primary key,
    status      integer not null,
    headers     text    not null,
    etag        text,
    digest      text,
    fetched_at  bigint  not null,
    checked_at  bigint  not null,
    -- the service token that fetched it; null for public
    token_id    text
);
create index cache_entry_token on cache_entry (token_id);

create table repository_content (
    host        text    not null,
    repository  text    not null,
    digest      text    not null,
    -- when the upstream last said that this repository has it
    confirmed_at bigint not null,
    -- the service token that was used; null for public
    token_id    text,
    primary key (host, repository, digest)
);

create table repository_visibility (
    host        text    not null,
    repository  text    not null,
    is_public   integer not null,
    checked_at  bigint  not null,
    primary key (host, repository)
);
