-- What upstreams said is left: of each quota the last reading of a minute. Kept 30 days.
create table quota_sample (
    service     text    not null,
    resource    text    not null,
    -- the service token's row, also of one that is gone; empty for without a token
    token_id    text    not null,
    -- minutes since 1970: no quota has two samples of one
    minute      bigint  not null,
    observed_at bigint  not null,
    -- the limit
    granted     bigint  not null,
    remaining   bigint  not null,
    used        bigint,
    reset_at    bigint,
    window_seconds bigint,
    source      text,
    primary key (service, resource, token_id, minute)
);
create index quota_sample_minute on quota_sample (minute);

-- What clients asked the gateway, and what that cost upstream. Kept 400 days.
create table quota_day (
    service     text    not null,
    -- days since 1970 (UTC)
    day         bigint  not null,
    asked       bigint  not null,
    spent       bigint  not null,
    primary key (service, day)
);
