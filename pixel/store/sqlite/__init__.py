"""The store's default: one SQLite file, WAL, `synchronous=FULL`, no server to install."""

from pixel.store.sqlite.engine import SqliteEngine

__all__ = ["SqliteEngine"]
