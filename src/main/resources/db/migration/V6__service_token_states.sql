-- Service tokens with what is known of them, and beside the one in use the one before it. The tables are made
-- anew: the one before needs a second row per service.
create table service_token_6 (
    id          text    not null primary key,
    service     text    not null,
    -- 0: in use; 1: the one before, kept until the service took the new one
    former      integer not null,
    -- the host that was entered with it; empty where the service has its own
    host        text    not null default '',
    sealed      blob    not null,
    -- what a person may see of it: prefix and last four
    mask        text    not null,
    changed_at  bigint  not null,

    -- what the service told of it; null for not told
    user_name   text,
    level       text,
    can_write   integer,
    expires_at  bigint,
    -- whether the owner entered the expiry, since the service does not tell it
    expires_entered integer not null default 0,

    -- when it was last shown to the service; 0 for never
    spent_at    bigint  not null default 0,
    -- the last stage before its end that a person was told of, in days; 0 for none
    end_told    integer not null default 0,
    unique (service, former)
);
insert into service_token_6 (id, service, former, sealed, mask, changed_at)
    select id, service, 0, sealed, mask, changed_at from service_token;

create table service_token_state_6 (
    token_id    text    not null references service_token_6 (id) on delete cascade,
    host        text    not null,
    state       text    not null,
    detail      text    not null,
    observed_at bigint  not null,
    primary key (token_id, host)
);
insert into service_token_state_6 (token_id, host, state, detail, observed_at)
    select token_id, host, state, detail, observed_at from service_token_state;

drop table service_token_state;
drop table service_token;
alter table service_token_6 rename to service_token;
alter table service_token_state_6 rename to service_token_state;

-- What a service's token was spent for lately (kind 'for'), and who asked the gateway (kind 'by'); bounded.
create table service_use (
    service     text    not null,
    kind        text    not null,
    label       text    not null,
    last_at     bigint  not null,
    times       bigint  not null,
    primary key (service, kind, label)
);
