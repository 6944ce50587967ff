-- The serial number of the admin token's secret that a session was opened with; 0 without a token.
-- Nothing tells it of the sessions there are, so they end: whoever had one signs in again.
delete from session;
alter table session add column secret integer not null default 0;

-- The last audit row that was removed for its age, from which the first kept one follows: no row, or one.
-- seal: a MAC over the other two.
create table audit_anchor (
    seq         bigint  not null primary key,
    mac         blob    not null,
    seal        blob    not null
);
