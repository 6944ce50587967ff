-- From where and with what a session was last used; kept in memory, written at stop.
alter table session add column seen_address text not null default '';
alter table session add column seen_program text not null default '';
