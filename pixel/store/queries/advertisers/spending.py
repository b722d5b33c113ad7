"""SQL that pays for ads, in the transaction that keeps them as shown: none is shown unpaid, none is paid twice.

Purse, budgets and pace are looked at by the statement that takes the money: whoever else takes some at the same time
comes before or after, on either database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pixel.store.advertising import MC, Charge
from pixel.store.connection import Connection

TAKE_FROM_PURSE = f"""
UPDATE companies SET spent_mc = spent_mc + :price_mc
WHERE id = :company_id AND spent_mc + :price_mc <= granted * {MC}"""
# What was spent today, and before this part of the flight.
TODAY = "CASE WHEN day = :day THEN day_spent_mc ELSE 0 END"
BEFORE = "CASE WHEN pace_interval = :pace_interval THEN pace_from_mc ELSE spent_mc END"
TAKE_FROM_BUDGET = f"""
UPDATE ad_sets SET spent_mc = spent_mc + :price_mc, day = :day, day_spent_mc = {TODAY} + :price_mc,
    pace_interval = :pace_interval, pace_from_mc = {BEFORE}
WHERE id = :ad_set_id AND company_id = :company_id
    AND (daily_budget IS NULL OR {TODAY} + :price_mc <= daily_budget * {MC})
    AND (whole_budget IS NULL OR
        spent_mc + :price_mc <= {BEFORE} + (whole_budget * {MC} - ({BEFORE})) / :intervals_left)
RETURNING whole_budget * {MC} - spent_mc + :price_mc AS budget_before"""
GIVE_BACK = ("UPDATE companies SET spent_mc = spent_mc - :price_mc WHERE id = :company_id",)
GIVE_ALL_BACK = (
    *GIVE_BACK,
    "UPDATE ad_sets SET spent_mc = spent_mc - :price_mc, day_spent_mc = day_spent_mc - :price_mc WHERE id = :ad_set_id",
)


@dataclass(frozen=True)
class Paid:
    """What became of a page's charges. `unpaid`: an ad set that could not pay; then nothing was. `budgets_before`: by
    impression what its ad set had left (`_mc`); None where it has no whole budget."""

    unpaid: frozenset[str] = frozenset()
    budgets_before: Mapping[str, int | None] = field(default_factory=dict)


def pay(connection: Connection, charges: Sequence[Charge]) -> Paid:
    """Pays for all ads of a page, or for none. Companies in the order of their ids, as two servers that take from the
    same ones in different orders would lock each other out."""
    before: dict[str, int | None] = {}
    in_order = sorted(charges, key=lambda each: (each.company_id, each.ad_set_id))
    for number, charge in enumerate(in_order):
        taken = _take(connection, charge)
        if taken is None:
            for other in in_order[:number]:
                _run(connection, GIVE_ALL_BACK, other)
            return Paid(frozenset({charge.ad_set_id}))
        before[charge.impression_id] = taken["budget_before"]
    return Paid(budgets_before=before)


def _take(connection: Connection, charge: Charge) -> Mapping[str, int | None] | None:
    """What the ad set had left before, as `budget_before`; None where purse, budget, day or pace do not allow it."""
    values = _values(charge)
    if not connection.execute(TAKE_FROM_PURSE, values).rowcount:
        return None
    taken: Mapping[str, int | None] | None = connection.execute(TAKE_FROM_BUDGET, values).fetchone()
    if taken is None:
        _run(connection, GIVE_BACK, charge)
    return taken


def _run(connection: Connection, statements: Sequence[str], charge: Charge) -> None:
    for statement in statements:
        connection.execute(statement, _values(charge))


def _values(charge: Charge) -> dict[str, Any]:
    return {name: getattr(charge, name) for name in Charge.__dataclass_fields__}


class BudgetRow(NamedTuple):
    """What an ad set and its company have spent (`_mc`), as `pay` keeps it, of what they may."""

    ad_set_id: str
    purse_left_mc: int
    spent_mc: int
    day: str
    day_spent_mc: int
    pace_interval: int
    pace_from_mc: int


def list_budgets(connection: Connection) -> list[BudgetRow]:
    """Those of all ad sets that have an ad which runs."""
    rows = connection.execute(
        f"SELECT ad_sets.id, granted * {MC} - companies.spent_mc AS purse_left_mc, ad_sets.spent_mc, day, day_spent_mc,"
        " pace_interval, pace_from_mc FROM ad_sets JOIN companies ON companies.id = company_id"
        " WHERE ad_sets.id IN (SELECT ad_set_id FROM ads WHERE state = 'running')"
    )
    return [BudgetRow(*(row[column] for column in ("id", *BudgetRow._fields[1:]))) for row in rows]
