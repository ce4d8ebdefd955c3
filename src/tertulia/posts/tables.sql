-- The tables of the posts store (DuckDB). No primary key or index on the hot ones: appends stay fast and
-- sound, and uniqueness is the store's work (see store.py). Times are UTC. `post` is the store's own number
-- of a post, given in order of arrival; it joins all tables.

CREATE TYPE kind AS ENUM ('post', 'comment', 'reply', 'repost', 'quote', 'review', 'article', 'story', 'message');
CREATE TYPE sentiment AS ENUM ('negative', 'neutral', 'positive');
CREATE TYPE emotion AS ENUM ('anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise', 'none');
CREATE TYPE offense AS ENUM ('none', 'mild', 'person', 'group');

CREATE TABLE posts (
    post        BIGINT NOT NULL,
    key         UBIGINT NOT NULL,      -- hash of (network, id)
    network     VARCHAR NOT NULL,
    id          VARCHAR NOT NULL,
    created_at  TIMESTAMP NOT NULL,
    text        VARCHAR NOT NULL,
    folded      VARCHAR NOT NULL,      -- title and text, case and accents folded: what word filters search
    title       VARCHAR,
    author      VARCHAR,
    author_key  UBIGINT,               -- hash of (network, folded author)
    author_name VARCHAR,
    kind        kind NOT NULL,
    url         VARCHAR,
    reply_to    VARCHAR,
    reply_key   UBIGINT,               -- key of the post answered
    thread      VARCHAR,
    thread_key  UBIGINT,               -- key of the thread's first post
    followers   BIGINT,
    hashtags    VARCHAR[],
    mentions    VARCHAR[],
    links       VARCHAR[],
    domains     VARCHAR[],             -- of the links, without www.
    media       VARCHAR,
    own         BOOLEAN NOT NULL,
    extra       VARCHAR,
    declared_lang VARCHAR,
    source      VARCHAR NOT NULL,      -- what brought it first: a collector's or an import's name
    stored_at   TIMESTAMP NOT NULL,
    -- the newest counters; their history is in observations
    likes       BIGINT,
    reposts     BIGINT,
    replies     BIGINT,
    quotes      BIGINT,
    views       BIGINT,
    -- the reading that counts: a person's correction, else the model's
    lang        VARCHAR,
    sentiment   sentiment,
    emotion     emotion,
    offensive   offense,
    irony       BOOLEAN,
    intents     VARCHAR[],
    -- by what else a network names a post that it takes back
    local_key   UBIGINT,               -- hash of (network, extra.local)
    root_key    UBIGINT,               -- hash of (network, the id up to the first slash after its host)
    needs_reply BOOLEAN                -- of the reading that counts
);

CREATE TABLE observations (            -- counters of a post at a time; appended, never overwritten
    post BIGINT NOT NULL, observed_at TIMESTAMP NOT NULL,
    likes BIGINT, reposts BIGINT, replies BIGINT, quotes BIGINT, views BIGINT, clicks BIGINT
);

CREATE TABLE earlier_texts (           -- what an edited post said before
    post BIGINT NOT NULL, until TIMESTAMP NOT NULL, title VARCHAR, text VARCHAR NOT NULL
);

CREATE TABLE readings (                -- what each version of the models gave, with probabilities
    post BIGINT NOT NULL, model VARCHAR NOT NULL, read_at TIMESTAMP NOT NULL,
    lang VARCHAR, lang_p FLOAT,
    sentiment sentiment, negative_p FLOAT, neutral_p FLOAT, positive_p FLOAT,
    emotion emotion, anger_p FLOAT, disgust_p FLOAT, fear_p FLOAT, joy_p FLOAT, sadness_p FLOAT, surprise_p FLOAT,
    offensive offense, offensive_p FLOAT,
    irony BOOLEAN, irony_p FLOAT,
    intents VARCHAR[], intents_p FLOAT[],
    needs_reply BOOLEAN, needs_reply_p FLOAT
);

CREATE TABLE corrections (             -- a person's word on a reading; it wins over any model
    post BIGINT NOT NULL, task VARCHAR NOT NULL, value VARCHAR, by_person VARCHAR NOT NULL, corrected_at TIMESTAMP NOT NULL
);

CREATE TABLE themes (theme INTEGER NOT NULL, post BIGINT NOT NULL);   -- which theme a post was filed under

CREATE TABLE mentions (
    monitor BIGINT NOT NULL, post BIGINT NOT NULL,
    -- what the post says of the monitor's subject, read where it names others too
    sentiment sentiment, negative_p FLOAT, neutral_p FLOAT, positive_p FLOAT
);

CREATE TABLE positions (               -- how far each source was read; written with the posts it covers
    source VARCHAR NOT NULL, position VARCHAR, reached_at TIMESTAMP NOT NULL
);

CREATE TABLE gaps (                    -- spans in which a source was not read
    source VARCHAR NOT NULL, network VARCHAR, since TIMESTAMP NOT NULL, until TIMESTAMP, reason VARCHAR NOT NULL,
    filled_at TIMESTAMP
);

CREATE TABLE dead_letters (            -- items that could not become posts
    letter BIGINT NOT NULL, source VARCHAR NOT NULL, place VARCHAR, raw VARCHAR, reason VARCHAR NOT NULL,
    code VARCHAR NOT NULL, first_seen TIMESTAMP NOT NULL, last_seen TIMESTAMP NOT NULL, tries INTEGER NOT NULL
);

CREATE TABLE tombstones (              -- erased people and the ids of their posts, as salted hashes
    mark UBIGINT NOT NULL, network VARCHAR NOT NULL, erased_at TIMESTAMP NOT NULL
);

CREATE TABLE meta (name VARCHAR NOT NULL, value VARCHAR);                      -- schema version, sequence of `post`
