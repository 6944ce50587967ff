-- The serial number of the admin token's secret that a session was opened with; 0 without a token.
-- Nothing tells it of the sessions there are, so they end: whoever had one signs in again.
delete from session;
alter table session add column secret integer not null default 0;

-- When a network was last seen: of a token's networks, the one not seen for the longest gives way to a new one.
alter table admin_token_network add column last_at bigint not null default 0;
update admin_token_network set last_at = first_at;
