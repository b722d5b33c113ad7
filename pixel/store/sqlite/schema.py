"""The schema on SQLite, step by step; steps only go forward. `migrations` takes them."""

from sqlite_utils import Database, Migrations

from pixel import clock
from pixel.origins import FIRST_NETWORK
from pixel.store.page_address import page_of
from pixel.store.sqlite.numbering import number_for_good

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


@migrations()
def m007_clock(db: Database) -> None:
    """How far a simulated clock is moved, and when it stands. `moves` is counted from the time at which the table was
    made: a process that knew another file at the same place takes this one's for the later."""
    db.execute("CREATE TABLE clock (offset_seconds INTEGER NOT NULL, stands_at TEXT, moves INTEGER NOT NULL) STRICT")
    made_at = int(clock.now().timestamp() * 1000)
    db.execute("INSERT INTO clock (offset_seconds, stands_at, moves) VALUES (0, NULL, :moves)", {"moves": made_at})


@migrations()
def m008_numbers(db: Database) -> None:
    """Ads shown get a number, in the order in which they are kept. It is never given twice, nor is that of a hit or
    of a refusal: whoever asks for what came after one sees all that comes, though the older ones have gone."""
    columns = "id, seat_id, visitor_id, campaign_id, advertiser, content_id, reason, shown_at, auction"
    db.execute("""
        CREATE TABLE numbered_impressions (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            visitor_id TEXT NOT NULL,
            campaign_id TEXT NOT NULL,
            advertiser TEXT NOT NULL,
            content_id TEXT NOT NULL,
            reason TEXT NOT NULL,
            shown_at TEXT NOT NULL,
            auction TEXT NOT NULL CHECK (json_valid(auction))
        ) STRICT""")
    db.execute(
        f"INSERT INTO numbered_impressions ({columns}) SELECT {columns} FROM impressions ORDER BY shown_at, rowid"
    )
    db.execute("DROP TABLE impressions")
    db.execute("ALTER TABLE numbered_impressions RENAME TO impressions")
    db.execute("CREATE INDEX impressions_by_seat ON impressions (seat_id, shown_at)")
    db.execute("CREATE INDEX impressions_by_visitor ON impressions (visitor_id, number)")
    db.execute("CREATE INDEX impressions_by_age ON impressions (shown_at)")
    db.execute("DROP TABLE refusals")  # they last an hour
    db.execute("""
        CREATE TABLE refusals (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            pixel_id TEXT NOT NULL,
            reason TEXT NOT NULL,
            header_names TEXT NOT NULL CHECK (json_valid(header_names))
        ) STRICT""")
    db.execute("CREATE INDEX refusals_by_age ON refusals (at)")
    number_for_good(db, "events")


@migrations()
def m009_networks(db: Database) -> None:
    """More than one network: what belongs to one says which, and a visitor may be somebody on each. People's declared
    interests are kept with their account (`pixel seed` fills in those of members that were here before)."""
    of_network = f"network TEXT NOT NULL DEFAULT '{FIRST_NETWORK}'"
    for table in ("seats", "likes", "comments", "disconnections", "impressions"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN {of_network}")
    db.execute("ALTER TABLE seats ADD COLUMN declared TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(declared))")
    db.execute("ALTER TABLE impressions ADD COLUMN placement TEXT NOT NULL DEFAULT 'feed'")
    db.execute("""
        CREATE TABLE identities_by_network (
            visitor_id TEXT NOT NULL,
            network TEXT NOT NULL,
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            linked_at TEXT NOT NULL,
            PRIMARY KEY (visitor_id, network)
        ) STRICT, WITHOUT ROWID""")
    db.execute(
        "INSERT INTO identities_by_network (visitor_id, network, seat_id, linked_at)"
        " SELECT visitor_id, network, seat_id, linked_at FROM identities JOIN seats ON seats.id = seat_id"
    )
    db.execute("DROP TABLE identities")
    db.execute("ALTER TABLE identities_by_network RENAME TO identities")
    db.execute("CREATE INDEX identities_by_seat ON identities (seat_id)")


@migrations()
def m010_pages(db: Database) -> None:
    """Which page an event was on, where its address says more than that: empty where it does not. `visits` go by it."""
    db.execute("ALTER TABLE events ADD COLUMN page TEXT NOT NULL DEFAULT ''")
    rows = db.query("SELECT id, page_url FROM events WHERE page_url LIKE '%#%' OR page_url LIKE '%?%'")
    pages = [(page_of(row["page_url"]), row["id"]) for row in rows]
    for page, number in pages:
        db.execute("UPDATE events SET page = ? WHERE id = ?", [page, number])
    db.execute("DROP VIEW visits")
    db.execute("""
        CREATE VIEW visits AS
        SELECT visitor_id, pixel_id, CASE page WHEN '' THEN page_url ELSE page END AS page_url,
               min(received_at) AS first_at, max(received_at) AS last_at,
               count(*) FILTER (WHERE event = 'PageView') AS views
        FROM events GROUP BY visitor_id, pixel_id, CASE page WHEN '' THEN page_url ELSE page END""")


@migrations()
def m011_advertisers(db: Database) -> None:
    """Who advertises: name and logo, from the product feeds."""
    db.execute("CREATE TABLE advertisers (id TEXT PRIMARY KEY, name TEXT NOT NULL, logo TEXT NOT NULL) STRICT")


@migrations()
def m012_frequency(db: Database) -> None:
    """How often somebody saw an ad of late is read from the index alone, ad by ad as it is counted."""
    db.execute("DROP INDEX impressions_by_seat")
    db.execute("CREATE INDEX impressions_by_seat ON impressions (seat_id, campaign_id, content_id, shown_at)")
