"""The schema's later steps on SQLite: companies, what they buy, and what came of it. `migrations` takes them."""

from sqlite_utils import Database

from pixel.store.sqlite.schema import migrations

WATCHED = {
    "companies": "name, logo, zone",
    "ad_campaigns": "name, objective, category",
    "ad_sets": "definition, starts_at, ends_at, whole_budget, daily_budget",
    "ads": "creative, state",
}


@migrations()
def m016_companies(db: Database) -> None:
    """Companies that people found, their campaigns, ad sets and ads, with what was spent; what an ad shown cost, and
    clicks. Money that was spent is in thousandths of a cent (`_mc`), budgets are in cents. What the ad server keeps
    parsed is good until any of it changes, but for what was spent."""
    db.execute("""
        CREATE TABLE companies (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            logo TEXT NOT NULL CHECK (json_valid(logo)),
            about TEXT NOT NULL CHECK (json_valid(about)),
            zone TEXT NOT NULL,
            granted INTEGER NOT NULL,
            spent_mc INTEGER NOT NULL DEFAULT 0,
            made_by TEXT NOT NULL,
            created_at TEXT NOT NULL,
            version INTEGER NOT NULL DEFAULT 1
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE company_members (
            company_id TEXT NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            joined_at TEXT NOT NULL,
            PRIMARY KEY (company_id, seat_id)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE ad_campaigns (
            id TEXT PRIMARY KEY,
            company_id TEXT NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            objective TEXT NOT NULL,
            category TEXT NOT NULL,
            created_at TEXT NOT NULL,
            version INTEGER NOT NULL DEFAULT 1
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE ad_sets (
            id TEXT PRIMARY KEY,
            campaign_id TEXT NOT NULL REFERENCES ad_campaigns (id) ON DELETE CASCADE,
            company_id TEXT NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            definition TEXT NOT NULL CHECK (json_valid(definition)),
            starts_at TEXT NOT NULL,
            ends_at TEXT NOT NULL,
            whole_budget INTEGER,
            daily_budget INTEGER,
            spent_mc INTEGER NOT NULL DEFAULT 0,
            day TEXT NOT NULL DEFAULT '',
            day_spent_mc INTEGER NOT NULL DEFAULT 0,
            pace_interval INTEGER NOT NULL DEFAULT -1,
            pace_from_mc INTEGER NOT NULL DEFAULT 0,
            version INTEGER NOT NULL DEFAULT 1
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE ads (
            id TEXT PRIMARY KEY,
            ad_set_id TEXT NOT NULL REFERENCES ad_sets (id) ON DELETE CASCADE,
            creative TEXT NOT NULL CHECK (json_valid(creative)),
            state TEXT NOT NULL,
            problems TEXT NOT NULL CHECK (json_valid(problems)),
            created_at TEXT NOT NULL,
            version INTEGER NOT NULL DEFAULT 1
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE clicks (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            impression_id TEXT NOT NULL,
            seat_id TEXT NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
            visitor_id TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX clicks_by_seat ON clicks (seat_id)")
    db.execute("CREATE INDEX clicks_by_impression ON clicks (impression_id)")
    db.execute("CREATE INDEX company_members_by_seat ON company_members (seat_id)")
    db.execute("CREATE INDEX ad_campaigns_by_company ON ad_campaigns (company_id)")
    db.execute("CREATE INDEX ad_sets_by_campaign ON ad_sets (campaign_id)")
    db.execute("CREATE INDEX ad_sets_by_company ON ad_sets (company_id)")
    db.execute("CREATE INDEX ads_by_ad_set ON ads (ad_set_id)")
    db.execute("ALTER TABLE impressions ADD COLUMN ad_set_id TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE impressions ADD COLUMN price INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE impressions ADD COLUMN budget_before INTEGER")
    db.execute("ALTER TABLE impressions ADD COLUMN seed TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE INDEX impressions_by_ad_set ON impressions (ad_set_id, number) WHERE ad_set_id <> ''")
    for table, columns in WATCHED.items():
        for change in ("INSERT", f"UPDATE OF {columns}", "DELETE"):
            db.execute(f"""
                CREATE TRIGGER {table}_{change[:6].lower()} AFTER {change} ON {table}
                BEGIN UPDATE catalogue SET version = random(); END""")
