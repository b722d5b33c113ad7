"""The schema's later steps on SQLite: the town behind a network, and what its members declare and do. `migrations`
takes them."""

from sqlite_utils import Database

from pixel.store.sqlite.schema import migrations


@migrations()
def m014_town(db: Database) -> None:
    """The invented people behind a network: who they are, their ties, what they like and write, and what was learnt
    from them. `pixel seed` fills it in."""
    db.execute("""
        CREATE TABLE town (
            network TEXT PRIMARY KEY,
            seed INTEGER NOT NULL,
            size INTEGER NOT NULL,
            version INTEGER NOT NULL,
            made_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE residents (
            network TEXT NOT NULL,
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            folded_name TEXT NOT NULL,
            sex TEXT NOT NULL,
            age INTEGER NOT NULL,
            town TEXT NOT NULL,
            home_town TEXT NOT NULL,
            hides_home_town INTEGER NOT NULL,
            hides_partner INTEGER NOT NULL,
            school TEXT NOT NULL,
            employer TEXT NOT NULL,
            about TEXT NOT NULL CHECK (json_valid(about)),
            truth TEXT NOT NULL CHECK (json_valid(truth)),
            PRIMARY KEY (network, id)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE resident_friends (
            network TEXT NOT NULL,
            resident_id TEXT NOT NULL,
            friend_id TEXT NOT NULL,
            PRIMARY KEY (network, resident_id, friend_id)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE town_groups (
            network TEXT NOT NULL,
            id TEXT NOT NULL,
            theme TEXT NOT NULL,
            definition TEXT NOT NULL CHECK (json_valid(definition)),
            PRIMARY KEY (network, id)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE town_pages (
            network TEXT NOT NULL,
            id TEXT NOT NULL,
            kind TEXT NOT NULL,
            theme TEXT NOT NULL,
            definition TEXT NOT NULL CHECK (json_valid(definition)),
            PRIMARY KEY (network, id)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE resident_groups (
            network TEXT NOT NULL,
            resident_id TEXT NOT NULL,
            group_id TEXT NOT NULL,
            PRIMARY KEY (network, resident_id, group_id)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE resident_follows (
            network TEXT NOT NULL,
            resident_id TEXT NOT NULL,
            page_id TEXT NOT NULL,
            PRIMARY KEY (network, resident_id, page_id)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE town_posts (
            network TEXT NOT NULL,
            id TEXT NOT NULL,
            author_id TEXT NOT NULL,
            group_id TEXT,
            age_seconds INTEGER NOT NULL,
            interests TEXT NOT NULL CHECK (json_valid(interests)),
            text TEXT NOT NULL CHECK (json_valid(text)),
            PRIMARY KEY (network, id)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE town_comments (
            network TEXT NOT NULL,
            id TEXT NOT NULL,
            post_id TEXT NOT NULL,
            author_id TEXT NOT NULL,
            age_seconds INTEGER NOT NULL,
            text TEXT NOT NULL CHECK (json_valid(text)),
            PRIMARY KEY (network, id)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE resident_likes (
            network TEXT NOT NULL,
            resident_id TEXT NOT NULL,
            post_id TEXT NOT NULL,
            PRIMARY KEY (network, resident_id, post_id)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE trait_models (
            network TEXT NOT NULL,
            trait TEXT NOT NULL,
            model TEXT NOT NULL CHECK (json_valid(model)),
            evaluation TEXT NOT NULL CHECK (json_valid(evaluation)),
            PRIMARY KEY (network, trait)
        ) STRICT, WITHOUT ROWID""")
    db.execute("CREATE INDEX town_posts_by_author ON town_posts (network, author_id)")
    db.execute("CREATE INDEX town_posts_by_group ON town_posts (network, group_id)")
    db.execute("CREATE INDEX town_comments_by_post ON town_comments (network, post_id)")
    db.execute("CREATE INDEX town_comments_by_author ON town_comments (network, author_id)")
    db.execute("CREATE INDEX resident_groups_by_group ON resident_groups (network, group_id)")
    db.execute("CREATE INDEX resident_follows_by_page ON resident_follows (network, page_id)")
    db.execute("CREATE INDEX resident_likes_by_post ON resident_likes (network, post_id)")


@migrations()
def m015_members(db: Database) -> None:
    """What a person declares of themselves, does on the network, corrects and objects to."""
    db.execute("""
        CREATE TABLE declarations (
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            origin TEXT NOT NULL,
            is_hidden INTEGER NOT NULL DEFAULT 0,
            at TEXT NOT NULL,
            PRIMARY KEY (seat_id, key)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE posts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            network TEXT NOT NULL,
            group_id TEXT NOT NULL,
            text TEXT NOT NULL,
            interests TEXT NOT NULL CHECK (json_valid(interests)),
            at TEXT NOT NULL
        ) STRICT""")
    db.execute("""
        CREATE TABLE memberships (
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            network TEXT NOT NULL,
            group_id TEXT NOT NULL,
            interests TEXT NOT NULL CHECK (json_valid(interests)),
            at TEXT NOT NULL,
            PRIMARY KEY (seat_id, group_id)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE follows (
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            network TEXT NOT NULL,
            page_id TEXT NOT NULL,
            interests TEXT NOT NULL CHECK (json_valid(interests)),
            at TEXT NOT NULL,
            PRIMARY KEY (seat_id, page_id)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE friendships (
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            network TEXT NOT NULL,
            friend_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (seat_id, friend_id)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE notifications (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            network TEXT NOT NULL,
            kind TEXT NOT NULL,
            about_seat TEXT REFERENCES seats (id) ON DELETE CASCADE,
            about TEXT NOT NULL CHECK (json_valid(about)),
            at TEXT NOT NULL,
            is_read INTEGER NOT NULL DEFAULT 0
        ) STRICT""")
    db.execute("""
        CREATE TABLE corrections (
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            key TEXT NOT NULL,
            value TEXT,
            at TEXT NOT NULL,
            PRIMARY KEY (seat_id, key)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE objections (
            seat_id TEXT PRIMARY KEY REFERENCES seats (id) ON DELETE CASCADE,
            at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""")
    db.execute("CREATE INDEX posts_by_seat ON posts (seat_id)")
    db.execute("CREATE INDEX posts_by_group ON posts (network, group_id)")
    db.execute("CREATE INDEX notifications_by_seat ON notifications (seat_id, id)")
    db.execute("CREATE INDEX friendships_by_friend ON friendships (friend_id)")
    db.execute("CREATE INDEX memberships_by_group ON memberships (network, group_id)")
    db.execute("CREATE INDEX follows_by_page ON follows (network, page_id)")
    db.execute("CREATE INDEX notifications_by_about ON notifications (about_seat)")
    db.execute("CREATE INDEX likes_by_post ON likes (post_id)")
    db.execute("CREATE INDEX comments_by_post ON comments (post_id)")
