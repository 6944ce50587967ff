-- Whether the token of an ended secret was deleted shows by there being no such token: ids are never given twice.
alter table ended_secret drop column deleted;

-- Until when the latest time is doubted after a leap: nothing is pruned and no stage is told of by it.
alter table token_clock add column doubted_until bigint not null default 0;
