-- What more is known of an article, where it comes from, and what its user has corrected.
alter table version add column published_evidence text not null default '';
alter table version add column site text not null default '';
alter table version add column language text not null default '';
-- When it was added, and when its page was fetched, in UTC; empty for what is older than these columns.
alter table version add column added text not null default '';
alter table version add column fetched text not null default '';

-- Every path and address that an article was read from. Several that hold the same text are sources of one article.
create table source (
    name          text not null,
    article       text not null references article (id) on delete cascade,
    version       integer not null, -- the one that was read from it last
    fingerprint   text not null,    -- of its bytes
    etag          text not null,
    last_modified text not null,
    primary key (name, article)
) without rowid;
create index source_article on source (article);
insert into source select v.source, v.article, v.number, '', '', ''
    from version v join article a on a.id = v.article and a.version = v.number;

-- What its user says of an article stands before what its source says, in every version.
create table correction (
    article text not null references article (id) on delete cascade,
    fact    text not null, -- a column of version
    value   text not null,
    primary key (article, fact)
) without rowid;

-- Who else says this?
create index sentence_text on sentence (sha256);
create index passage_text on passage (sha256);

-- Tells the libraries that share a server of vectors apart.
insert into meta values ('library', lower(hex(randomblob(8))));

-- The generation of the last change to passages: the one that the vector index follows.
insert into meta select 'indexed', value from meta where key = 'generation';
