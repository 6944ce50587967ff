-- When and from where a token opens anything. expiry_set_at: when a person chose the expiry; warnings are for
-- what was further away then. networks: CIDR, separated by commas; empty for anywhere.
alter table admin_token add column not_before    bigint;
alter table admin_token add column expires_at    bigint;
alter table admin_token add column expiry_set_at bigint;
alter table admin_token add column networks      text   not null default '';

-- What it did, written every 30 s at most. used_at is 0 for never; old_*: by the secret that a rotation is
-- replacing; exercised: the permissions that it made use of, as docker:read mos:write.
alter table admin_token add column used_at        bigint not null default 0;
alter table admin_token add column used_address   text   not null default '';
alter table admin_token add column used_agent     text   not null default '';
alter table admin_token add column old_used_at    bigint not null default 0;
alter table admin_token add column old_used_address text not null default '';
alter table admin_token add column old_used_agent text   not null default '';
alter table admin_token add column refused_at     bigint not null default 0;
alter table admin_token add column refused_reason text   not null default '';
alter table admin_token add column refused_address text  not null default '';
alter table admin_token add column exercised      text   not null default '';

-- what a person was told of: the last stage in days before the expiry (0 for none), and that it lies idle
alter table admin_token add column expiry_told    integer not null default 0;
alter table admin_token add column idle_told      integer not null default 0;

-- The newest secret: its serial number, its digest and when it was made. It stands here, and not in a table of
-- its own, since a start reads it of every token.
alter table admin_token add column secret            integer not null default 1;
alter table admin_token add column key_id            integer not null default 0;
alter table admin_token add column digest            blob;
alter table admin_token add column secret_created_at bigint  not null default 0;
update admin_token set
    key_id = (select s.key_id from token_secret s where s.token_id = admin_token.id),
    digest = (select s.digest from token_secret s where s.token_id = admin_token.id),
    secret_created_at = created_at;
drop table token_secret;

-- The secret before the newest, which a rotation lets open until ends_at. One at most.
create table old_secret (
    token_id    text    not null primary key references admin_token (id) on delete cascade,
    serial      integer not null,
    key_id      integer not null,
    digest      blob    not null,
    created_at  bigint  not null,
    ends_at     bigint  not null
);

-- id as a number, for lists in the order of creation
alter table admin_token add column id_number      bigint not null default 0;
update admin_token set id_number = cast(id as bigint);

create index admin_token_number on admin_token (id_number);
create index admin_token_used on admin_token (used_at, id_number);
create index admin_token_expires on admin_token (coalesce(expires_at, 9223372036854775807), id_number);

create table admin_token_calls (
    token_id    text    not null references admin_token (id) on delete cascade,
    -- days since 1970 (UTC)
    day         integer not null,
    calls       bigint  not null,
    primary key (token_id, day)
);

create table admin_token_network (
    token_id    text    not null references admin_token (id) on delete cascade,
    -- /24 or /64
    network     text    not null,
    first_at    bigint  not null,
    primary key (token_id, network)
);

-- Secrets that open nothing any more, to tell when somebody still uses one. The newest 10,000 are kept.
create table ended_secret (
    key_id      integer not null,
    digest      blob    not null,
    token_id    text    not null,
    token_name  text    not null,
    deleted     integer not null,
    ended_at    bigint  not null,
    primary key (key_id, digest)
);
create index ended_secret_at on ended_secret (ended_at);

-- The latest time seen: a clock that is set back revives no token.
create table token_clock (
    latest      bigint  not null
);
insert into token_clock (latest) values (0);
