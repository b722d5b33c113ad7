"""The store past one machine: PostgreSQL, through psycopg 3 (`pip install '.[postgres]'`)."""

from pixel.store.postgres.engine import PostgresEngine

__all__ = ["PostgresEngine"]
