-- When a content was last found to be what its name says; 0 for not since it was found on the disk.
alter table content add column checked_at bigint not null default 0;
create index content_checked on content (checked_at);

-- Images that stay when room is made.
create table content_pin (
    host        text    not null,
    repository  text    not null,
    -- a tag or a digest
    reference   text    not null,
    pinned_at   bigint  not null,
    primary key (host, repository, reference)
);
