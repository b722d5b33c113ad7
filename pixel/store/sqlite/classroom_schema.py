"""The schema's later steps on SQLite: a class, its students, and what happens in it. `migrations` takes them."""

from sqlite_utils import Database

from pixel.store.sqlite.schema import migrations


@migrations()
def m013_classroom(db: Database) -> None:
    """A class, who is in it, and the log of what teacher and students did: what they see live, and the lesson's own
    memory. A prediction is kept once a person and step, and a name once a class."""
    db.execute("""
        CREATE TABLE classes (
            id TEXT PRIMARY KEY,
            code TEXT NOT NULL UNIQUE,
            key TEXT NOT NULL UNIQUE,
            lesson TEXT NOT NULL,
            step TEXT NOT NULL,
            opened_at TEXT NOT NULL,
            is_frozen INTEGER NOT NULL DEFAULT 0,
            has_names_shown INTEGER NOT NULL DEFAULT 0,
            is_open INTEGER NOT NULL DEFAULT 1 CHECK (is_open = 1) UNIQUE
        ) STRICT""")
    db.execute("""
        CREATE TABLE students (
            seat_id TEXT PRIMARY KEY REFERENCES seats (id) ON DELETE CASCADE,
            class_id TEXT NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            folded_name TEXT NOT NULL,
            joined_at TEXT NOT NULL,
            seen_at TEXT NOT NULL,
            UNIQUE (class_id, folded_name)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE class_log (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            class_id TEXT NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
            seat_id TEXT REFERENCES students (seat_id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            step TEXT NOT NULL,
            value TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX class_log_by_seat ON class_log (seat_id, step, kind)")
    db.execute("CREATE UNIQUE INDEX class_log_predicted ON class_log (seat_id, step) WHERE kind = 'predicted'")
