-- The library: articles, their versions, what is searched, and the vectors.
create table meta (key text primary key, value text not null) without rowid;

create table article (
    id      text primary key,
    added   integer not null, -- the order in which articles were first added
    version integer not null  -- the newest one
) without rowid;

create table version (
    article       text not null references article (id) on delete cascade,
    number        integer not null,
    text          text not null,
    sha256        text not null,
    title         text not null,
    title_is_made integer not null,
    author        text not null,
    published     text not null, -- ISO date, or empty
    url           text not null,
    source        text not null,
    words         integer not null,
    primary key (article, number)
) without rowid;

create table sentence (
    article text not null,
    version integer not null,
    number  integer not null,
    start   integer not null,
    "end"   integer not null,
    sha256  blob not null, -- of its text: the key of its vector
    primary key (article, version, number),
    foreign key (article, version) references version (article, number) on delete cascade
) without rowid;

create table passage (
    rowid   integer primary key, -- the key of its words in full-text search
    article text not null,
    version integer not null,
    number  integer not null,
    start   integer not null,
    "end"   integer not null,
    first   integer not null,
    last    integer not null,
    sha256  blob not null,
    unique (article, version, number),
    foreign key (article, version) references version (article, number) on delete cascade
);

create table vector (
    embedder text not null,
    sha256   blob not null,
    value    blob not null, -- little-endian float32
    primary key (embedder, sha256)
) without rowid;

-- The words of the passages of newest versions.
create virtual table words using fts5 (text, tokenize = 'porter unicode61 remove_diacritics 2');
