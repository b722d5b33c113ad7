"""SQL for companies: founded, joined, looked up, changed, closed. Ad manager, network pages and API ask."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pixel import clock
from pixel.store.advertising import Company, StaleError
from pixel.store.connection import Connection


def keep_company(connection: Connection, company: Company, seat_id: str | None) -> None:
    """Founds a company; `seat_id`: its first member, who may act for it."""
    connection.execute(
        "INSERT INTO companies (id, name, logo, about, zone, granted, made_by, created_at)"
        " VALUES (:id, :name, :logo, :about, :zone, :granted, :made_by, :created_at)",
        {
            "id": company.id,
            "name": company.name,
            "logo": json.dumps(dict(company.logo)),
            "about": json.dumps(dict(company.about), ensure_ascii=False),
            "zone": company.zone,
            "granted": company.granted,
            "made_by": company.made_by,
            "created_at": clock.to_text(company.created_at),
        },
    )
    if seat_id:
        join_company(connection, company.id, seat_id, company.created_at)


def join_company(connection: Connection, company_id: str, seat_id: str, now: datetime) -> None:
    """From now on this person may act for the company too."""
    connection.execute(
        "INSERT INTO company_members (company_id, seat_id, joined_at) VALUES (:company_id, :seat_id, :at)"
        " ON CONFLICT DO NOTHING",
        {"company_id": company_id, "seat_id": seat_id, "at": clock.to_text(now)},
    )


def find_company(connection: Connection, company_id: str) -> Company | None:
    """One company."""
    row = connection.execute("SELECT * FROM companies WHERE id = :id", {"id": company_id}).fetchone()
    return read_company(row) if row else None


def find_own_company(connection: Connection, company_id: str, seat_id: str) -> Company | None:
    """A company that this person may act for; asked at each request."""
    row = connection.execute(
        "SELECT companies.* FROM companies JOIN company_members ON company_id = companies.id"
        " WHERE companies.id = :id AND seat_id = :seat_id",
        {"id": company_id, "seat_id": seat_id},
    ).fetchone()
    return read_company(row) if row else None


def list_companies(connection: Connection) -> list[Company]:
    """All that people founded, the oldest first."""
    return [read_company(row) for row in connection.execute("SELECT * FROM companies ORDER BY created_at, id")]


def list_companies_of(connection: Connection, seat_id: str) -> list[Company]:
    """Those that a person may act for, the oldest first."""
    rows = connection.execute(
        "SELECT companies.* FROM companies JOIN company_members ON company_id = companies.id"
        " WHERE seat_id = :seat_id ORDER BY created_at, companies.id",
        {"seat_id": seat_id},
    )
    return [read_company(row) for row in rows]


def change_company(connection: Connection, company: Company) -> None:
    """Name, logo, texts. Raises StaleError where somebody was quicker: `company.version` is what was read before."""
    changed = connection.execute(
        "UPDATE companies SET name = :name, logo = :logo, about = :about, version = version + 1"
        " WHERE id = :id AND version = :version",
        {
            "id": company.id,
            "name": company.name,
            "logo": json.dumps(dict(company.logo)),
            "about": json.dumps(dict(company.about), ensure_ascii=False),
            "version": company.version,
        },
    )
    if not changed.rowcount:
        raise StaleError


def delete_company(connection: Connection, company_id: str) -> None:
    """Closes a company: what it bought stops, and goes with it. What its ads cost stays in the rows of those that saw
    them."""
    connection.execute("DELETE FROM companies WHERE id = :id", {"id": company_id})


def delete_companies_of_nobody(connection: Connection) -> None:
    """Closes the companies whose last member is gone."""
    connection.execute(
        "DELETE FROM companies WHERE made_by = 'member'"
        " AND NOT EXISTS (SELECT 1 FROM company_members WHERE company_id = companies.id)"
    )


def read_company(row: Mapping[str, Any]) -> Company:
    """The record of a row of `companies`."""
    return Company(
        row["id"],
        row["name"],
        json.loads(row["logo"]),
        json.loads(row["about"]),
        row["zone"],
        row["granted"],
        row["spent_mc"],
        row["made_by"],
        clock.from_text(row["created_at"]),
        row["version"],
    )
