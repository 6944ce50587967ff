-- The serial number of the admin token's secret that a session was opened with; 0 without a token.
-- Nothing tells it of the sessions there are, so they end: whoever had one signs in again.
delete from session;
alter table session add column secret integer not null default 0;

-- When a network was last seen: of a token's networks, the one not seen for the longest gives way to a new one.
alter table admin_token_network add column last_at bigint not null default 0;
update admin_token_network set last_at = first_at;

-- Tokens whose expiry was told ahead: when it is over, that is found without a look at all that ever expired.
create index admin_token_warned on admin_token (expires_at) where expiry_told > 0;

-- The last audit row that was removed for its age, from which the first kept one follows: no row, or one.
-- seal: a MAC over the other two.
create table audit_anchor (
    seq         bigint  not null primary key,
    mac         blob    not null,
    seal        blob    not null
);

-- Whether the token of an ended secret was deleted shows by there being no such token: ids are never given twice.
alter table ended_secret drop column deleted;

-- Until when the latest time is doubted after a leap: nothing is pruned and no stage is told of by it.
alter table token_clock add column doubted_until bigint not null default 0;
