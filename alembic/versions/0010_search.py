"""Finding: words, names and hashtags with the spellings near them, and what is watched more than before."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Letters and digits in lower case without accents, words apart by one space. Scripts that do not part
# their words are read letter by letter. Written as RETURN, functions name what they call for good.
PLAINLY = r"""
CREATE FUNCTION plainly(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    btrim(regexp_replace(regexp_replace(lower(unaccent('unaccent'::regdictionary, normalize($1, NFKC))),
        '([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])', ' \1 ', 'g'), '[^[:alnum:]]+', ' ', 'g'))
"""
SQUEEZED = """
CREATE FUNCTION squeezed(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    left(replace(plainly($1), ' ', ''), 64)
"""
WORDS_OF = """
CREATE FUNCTION words_of(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    ARRAY(SELECT left(word, 64) FROM unnest(string_to_array(plainly($1), ' ')) AS word WHERE word <> '')
"""
SEARCHED = """
CREATE FUNCTION searched(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    coalesce((SELECT string_agg(word || ':' || place, ' ')
              FROM unnest(words_of($1)) WITH ORDINALITY AS found(word, place)), '')::tsvector
"""
# Two words that are one letter dropped, doubled, swapped or replaced apart share one of these; the first
# ten letters do, as in SymSpell (W. Garbe).
SPELLINGS = """
CREATE FUNCTION spellings(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    ARRAY(SELECT left($1, 10) UNION
          SELECT overlay(left($1, 10) PLACING '' FROM place FOR 1)
          FROM generate_series(1, least(length($1), 10)) AS place WHERE length($1) > 2)
"""
# Rows are taken in one order, so that two writers wait for each other instead of both forever.
COUNT_HASHTAGS = """
CREATE FUNCTION count_hashtags(gone text[], come text[]) RETURNS void LANGUAGE sql BEGIN ATOMIC
    INSERT INTO hashtags (tag, uses)
    SELECT tag, sum(step) FROM (SELECT unnest(come) AS tag, 1 AS step
                                UNION ALL SELECT unnest(gone), -1) AS changed
    GROUP BY tag HAVING sum(step) <> 0 ORDER BY tag
    ON CONFLICT (tag) DO UPDATE SET uses = hashtags.uses + excluded.uses;
END
"""
IS_SHOWN = "{row}.status = 'published' AND {row}.visibility = 'public'"
INDEX_VIDEO = f"""
CREATE FUNCTION index_video() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was boolean := TG_OP <> 'INSERT' AND {IS_SHOWN.format(row="OLD")};
    is_now boolean := TG_OP <> 'DELETE' AND {IS_SHOWN.format(row="NEW")};
BEGIN
    PERFORM count_hashtags(CASE WHEN was THEN OLD.hashtags END, CASE WHEN is_now THEN NEW.hashtags END);
    IF is_now THEN
        INSERT INTO video_texts (video_id, words) VALUES (NEW.id, searched(NEW.description))
        ON CONFLICT (video_id) DO UPDATE SET words = excluded.words;
        INSERT INTO words (word) SELECT DISTINCT unnest(words_of(NEW.description)) AS word ORDER BY word
        ON CONFLICT DO NOTHING;
    ELSIF was THEN
        DELETE FROM video_texts WHERE video_id = OLD.id;
    END IF;
    RETURN NULL;
END $$
"""  # noqa: S608 - the names are ours
INDEX_SOUND = """
CREATE FUNCTION index_sound() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO words (word) SELECT DISTINCT unnest(words_of(NEW.title)) AS word ORDER BY word
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
"""
NAME_PERSON = """
CREATE FUNCTION name_person(person bigint) RETURNS void LANGUAGE sql BEGIN ATOMIC
    DELETE FROM person_names WHERE user_id = person;
    INSERT INTO person_names (user_id, name)
    SELECT id, squeezed(username) FROM users WHERE id = person AND deleted_at IS NULL
    UNION SELECT id, squeezed(display_name) FROM users
        WHERE id = person AND deleted_at IS NULL AND squeezed(display_name) <> ''
    UNION SELECT id, part FROM users, unnest(words_of(username || ' ' || display_name)) AS part
        WHERE id = person AND deleted_at IS NULL AND length(part) > 1;
END
"""
INDEX_PERSON = """
CREATE FUNCTION index_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM name_person(NEW.id);
    RETURN NULL;
END $$
"""
# What triggers counted, exactly; whoever publishes waits meanwhile. How often words are used nobody counts
# while publishing, as everybody would wait for the row of "the".
RECOUNT = f"""
CREATE FUNCTION recount_search() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE hashtags IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO hashtags (tag, uses)
    SELECT tag, count(*) FROM videos v, unnest(v.hashtags) AS tag
    WHERE {IS_SHOWN.format(row="v")} GROUP BY tag ORDER BY tag
    ON CONFLICT (tag) DO UPDATE SET uses = excluded.uses WHERE hashtags.uses <> excluded.uses;
    DELETE FROM hashtags h WHERE NOT EXISTS (
        SELECT FROM videos v WHERE v.hashtags @> ARRAY[h.tag] AND {IS_SHOWN.format(row="v")});
    PERFORM recount_words();
END $$
"""  # noqa: S608 - the names are ours
RECOUNT_WORDS = """
CREATE FUNCTION recount_words() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
    SELECT word, sum(ndoc)::int AS uses FROM (
        SELECT word, ndoc FROM ts_stat('SELECT words FROM video_texts')
        UNION ALL
        SELECT word, ndoc FROM ts_stat('SELECT searched(title) FROM sounds WHERE use_count > 0')
    ) AS found GROUP BY word;
    INSERT INTO words (word, uses) SELECT word, uses FROM counted ORDER BY word
    ON CONFLICT (word) DO UPDATE SET uses = excluded.uses WHERE words.uses <> excluded.uses;
    DELETE FROM words w WHERE NOT EXISTS (SELECT FROM counted c WHERE c.word = w.word);
    DROP TABLE counted;
END $$
"""
# For rows that came while the triggers slept: those from before this step, and those copied in by tools.
FILL = f"""
CREATE FUNCTION fill_search() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO video_texts (video_id, words) SELECT v.id, searched(v.description) FROM videos v
    WHERE {IS_SHOWN.format(row="v")} ON CONFLICT DO NOTHING;
    PERFORM name_person(u.id) FROM users u
    WHERE NOT EXISTS (SELECT FROM person_names p WHERE p.user_id = u.id);
    PERFORM recount_search();
END $$
"""  # noqa: S608 - the names are ours
FUNCTIONS = (PLAINLY, SQUEEZED, WORDS_OF, SEARCHED, SPELLINGS)
COUNTING = (
    *(COUNT_HASHTAGS, INDEX_VIDEO, INDEX_SOUND, NAME_PERSON, INDEX_PERSON),
    *(RECOUNT_WORDS, RECOUNT, FILL),
)
TRIGGERS = {
    "videos": ("index_video", "INSERT OR DELETE OR UPDATE OF description, hashtags, status, visibility"),
    "sounds": ("index_sound", "INSERT OR UPDATE OF title"),
    "users": ("index_person", "INSERT OR UPDATE OF username, display_name, deleted_at"),
}


def upgrade() -> None:
    for statement in FUNCTIONS:
        op.execute(statement)
    _texts()
    _names()
    _trends()
    for statement in COUNTING:
        op.execute(statement)
    for table, (name, when) in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    op.execute("SELECT fill_search()")


def downgrade() -> None:
    for table, (name, _) in TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}")
    for name in ("fill_search", "recount_search", "recount_words", "name_person", "count_hashtags"):
        op.execute(f"DROP FUNCTION {name}")
    op.drop_index("ix_watch_history_time", table_name="watch_history")
    op.drop_index("ix_sounds_words", table_name="sounds")
    for table in ("trends", "person_names", "hashtags", "words", "video_texts"):
        op.drop_table(table)
    for name in ("spellings", "searched", "words_of", "squeezed", "plainly"):
        op.execute(f"DROP FUNCTION {name}")


def _texts() -> None:
    op.create_table(
        "video_texts",
        sa.Column("video_id", sa.BigInteger(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("video_id"),
    )
    _gin("video_texts", "words")
    op.create_table(
        "words",
        sa.Column("word", sa.Text(), primary_key=True),
        sa.Column("uses", sa.Integer(), server_default="0", nullable=False),
        _spellings("word"),
    )
    _gin("words", "keys")
    _beginnings("words", "word")
    op.create_index("ix_sounds_words", "sounds", [sa.text("searched(title)")], postgresql_using="gin")


def _names() -> None:
    op.create_table(
        "hashtags",
        sa.Column("tag", sa.Text(), primary_key=True),
        sa.Column("plain", sa.Text(), sa.Computed("squeezed(tag)", persisted=True)),
        sa.Column("uses", sa.Integer(), server_default="0", nullable=False),
        _spellings("squeezed(tag)"),
    )
    _gin("hashtags", "keys")
    _beginnings("hashtags", "plain")
    likeness = {"plain": "gin_trgm_ops"}
    op.create_index(
        "ix_hashtags_likeness", "hashtags", ["plain"], postgresql_using="gin", postgresql_ops=likeness
    )
    op.create_table(
        "person_names",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        _spellings("name"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "name"),
    )
    _gin("person_names", "keys")
    _beginnings("person_names", "name")


def _trends() -> None:
    op.create_table(
        "trends",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "region", "name")),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("watches", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "region", "name", "started_at"),
    )
    op.create_index("ix_trends_started_at", "trends", ["started_at"])
    op.create_index("ix_watch_history_time", "watch_history", ["created_at"], postgresql_using="brin")


def _spellings(of: str) -> sa.Column[list[str]]:
    return sa.Column("keys", postgresql.ARRAY(sa.Text()), sa.Computed(f"spellings({of})", persisted=True))


def _gin(table: str, column: str) -> None:
    op.create_index(f"ix_{table}_{column}", table, [column], postgresql_using="gin")


def _beginnings(table: str, column: str) -> None:
    op.create_index(f"ix_{table}_beginnings", table, [column], postgresql_ops={column: "text_pattern_ops"})
