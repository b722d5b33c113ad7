"""The schema on SQLite, step by step; steps only go forward. `store.migrations` calls it.

One process migrates, holding the file's lock; the others wait, and find nothing left to do.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database, Migrations

migrations = Migrations("pixel")


@migrations()
def m001_events(db: Database) -> None:
    """Hits as they came, sums kept beside them, and what was ignored."""
    db.execute("""
        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            event_id TEXT,
            visitor_id TEXT NOT NULL,
            pixel_id TEXT NOT NULL,
            event TEXT NOT NULL,
            page_url TEXT NOT NULL,
            referrer TEXT NOT NULL,
            content_ids TEXT NOT NULL CHECK (json_valid(content_ids)),
            data TEXT NOT NULL CHECK (json_valid(data)),
            consent TEXT NOT NULL,
            is_noscript INTEGER NOT NULL,
            request TEXT NOT NULL,
            headers TEXT NOT NULL CHECK (json_valid(headers)),
            user_agent TEXT NOT NULL,
            device TEXT NOT NULL,
            browser TEXT NOT NULL,
            system TEXT NOT NULL,
            language TEXT NOT NULL,
            screen TEXT NOT NULL,
            ip TEXT NOT NULL,
            cookie TEXT NOT NULL,
            cookie_evidence TEXT NOT NULL,
            received_at TEXT NOT NULL
        ) STRICT""")
    db.execute("CREATE UNIQUE INDEX events_once ON events (visitor_id, pixel_id, event, event_id)")
    db.execute("CREATE INDEX events_by_visitor ON events (visitor_id, id)")
    db.execute("""
        CREATE VIEW visits AS
        SELECT visitor_id, pixel_id, page_url, min(received_at) AS first_at, max(received_at) AS last_at,
               count(*) FILTER (WHERE event = 'PageView') AS views
        FROM events GROUP BY visitor_id, pixel_id, page_url""")
    db.execute("""
        CREATE TABLE tallies (
            visitor_id TEXT NOT NULL,
            pixel_id TEXT NOT NULL,
            content_id TEXT NOT NULL,
            event TEXT NOT NULL,
            hits INTEGER NOT NULL,
            first_at TEXT NOT NULL,
            last_at TEXT NOT NULL,
            PRIMARY KEY (visitor_id, pixel_id, content_id, event)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE refusals (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            pixel_id TEXT NOT NULL,
            reason TEXT NOT NULL,
            header_names TEXT NOT NULL CHECK (json_valid(header_names))
        ) STRICT""")
    db.execute("CREATE INDEX refusals_by_age ON refusals (at)")


@migrations()
def m002_network(db: Database) -> None:
    """People on the network: seats, which visitors they are, what they like, what they refuse."""
    db.execute("""
        CREATE TABLE seats (
            id TEXT PRIMARY KEY,
            member_id TEXT,
            first_name TEXT,
            created_at TEXT NOT NULL
        ) STRICT""")
    db.execute("""
        CREATE TABLE identities (
            visitor_id TEXT PRIMARY KEY,
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            linked_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""")
    db.execute("CREATE INDEX identities_by_seat ON identities (seat_id)")
    db.execute("""
        CREATE TABLE seat_links (
            token TEXT PRIMARY KEY,
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            expires_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE likes (
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            post_id TEXT NOT NULL,
            interests TEXT NOT NULL CHECK (json_valid(interests)),
            at TEXT NOT NULL,
            PRIMARY KEY (seat_id, post_id)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE comments (
            id INTEGER PRIMARY KEY,
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            post_id TEXT NOT NULL,
            text TEXT NOT NULL,
            interests TEXT NOT NULL CHECK (json_valid(interests)),
            at TEXT NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX comments_by_seat ON comments (seat_id, post_id)")
    db.execute("""
        CREATE TABLE disconnections (
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            pixel_id TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (seat_id, pixel_id)
        ) STRICT, WITHOUT ROWID""")


@migrations()
def m003_ads(db: Database) -> None:
    """Advertisers: product feeds, campaigns, and each ad shown."""
    db.execute("""
        CREATE TABLE products (
            advertiser TEXT NOT NULL,
            content_id TEXT NOT NULL,
            item TEXT NOT NULL CHECK (json_valid(item)),
            picture TEXT NOT NULL,
            PRIMARY KEY (advertiser, content_id)
        ) STRICT""")
    db.execute("""
        CREATE TABLE campaigns (
            id TEXT PRIMARY KEY,
            advertiser TEXT NOT NULL,
            kind TEXT NOT NULL,
            bid INTEGER NOT NULL,
            definition TEXT NOT NULL CHECK (json_valid(definition))
        ) STRICT""")
    db.execute("""
        CREATE TABLE impressions (
            id TEXT PRIMARY KEY,
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            visitor_id TEXT NOT NULL,
            campaign_id TEXT NOT NULL,
            advertiser TEXT NOT NULL,
            content_id TEXT NOT NULL,
            reason TEXT NOT NULL,
            shown_at TEXT NOT NULL,
            auction TEXT NOT NULL CHECK (json_valid(auction))
        ) STRICT""")
    db.execute("CREATE INDEX impressions_by_seat ON impressions (seat_id, shown_at)")


@migrations()
def m004_walk(db: Database) -> None:
    """What was opened or read from the walk, by whom."""
    db.execute("""
        CREATE TABLE walk (
            visitor_id TEXT NOT NULL,
            step TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (visitor_id, step)
        ) STRICT, WITHOUT ROWID""")


@migrations()
def m005_catalogue(db: Database) -> None:
    """A number that every change of products or campaigns redraws, whoever makes it: what a process keeps of them
    parsed is good for as long as the number stands."""
    db.execute("CREATE TABLE catalogue (version INTEGER NOT NULL) STRICT")
    db.execute("INSERT INTO catalogue (version) VALUES (random())")
    for table in ("products", "campaigns"):
        for change in ("INSERT", "UPDATE", "DELETE"):
            db.execute(f"""
                CREATE TRIGGER {table}_{change.lower()} AFTER {change} ON {table}
                BEGIN UPDATE catalogue SET version = random(); END""")


@migrations()
def m006_retention(db: Database) -> None:
    """Ads shown, by age: old ones go."""
    db.execute("CREATE INDEX impressions_by_age ON impressions (shown_at)")


def migrate(path: Path) -> list[str]:
    """Bring the database at `path` (made if missing) up to date; the names of the steps taken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(path):
        _drop_leftovers(path)
        return _apply(path)


def _apply(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        db = Database(connection)
        pending = [step.name for step in migrations.pending(db)]
        migrations.apply(db)
    return pending


def pending_steps(path: Path) -> list[str]:
    """The names of the steps that a database still needs; all of them where there is no file."""
    if not path.exists():
        return [step.name for step in migrations.pending(Database(memory=True))]
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return [step.name for step in migrations.pending(Database(connection))]


def _drop_leftovers(path: Path) -> None:
    """A log without its database holds nothing any more; but while a server that had it open still runs, SQLite
    would take that server's shared memory for the new file's, and fail with a disk I/O error."""
    if not path.exists() or not path.stat().st_size:
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)


@contextlib.contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Hold a write lock on a small database beside the file: the same on every system SQLite runs on."""
    with contextlib.closing(sqlite3.connect(path.with_name(path.name + ".migrating"), timeout=60)) as lock:
        lock.isolation_level = None
        lock.execute("BEGIN EXCLUSIVE")
        yield
        lock.execute("ROLLBACK")
