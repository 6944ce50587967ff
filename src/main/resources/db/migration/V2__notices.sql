create table notice (
    id          bigint  not null primary key,
    -- the condition it is about: raised again, it stays one row
    key         text    not null unique,
    kind        text    not null,
    severity    text    not null,
    title       text    not null,
    message     text    not null,
    -- the id of what it is about, or empty
    subject     text    not null,
    created_at  bigint  not null,
    -- when it was last raised, and how often
    last_at     bigint  not null,
    times       bigint  not null,
    dismissed_at bigint
);
create index notice_subject on notice (subject);

-- The last id given: a removed notice's id never comes back.
create table notice_id (
    last        bigint  not null
);
insert into notice_id (last) values (0);

-- What is still to be sent; a row goes when it was sent.
create table notice_delivery (
    notice_id   bigint  not null references notice (id) on delete cascade,
    channel     text    not null,
    attempts    integer not null,
    due_at      bigint  not null,
    primary key (notice_id, channel)
);
create index notice_delivery_due on notice_delivery (due_at);
