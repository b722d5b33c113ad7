"""A campaign's report over the API: recounted from raw rows by SQL of this test's own, and told to nobody else."""

from datetime import timedelta
from typing import Any

from pixel import clock
from pixel.store.queries.advertisers.report_rows import read_campaign_rows
from tests.contract.api.test_visits import visitor_of
from tests.support.api_client import in_browser, stranger, teacher
from tests.support.app_harness import AppHarness, Browser
from tests.support.campaign_rows import run_campaign

OF_CAMPAIGN = (
    "impressions JOIN ad_sets ON ad_sets.id = impressions.ad_set_id"
    " JOIN ad_campaigns ON ad_campaigns.id = ad_sets.campaign_id WHERE ad_campaigns.id = 'cartes-campaign'"
)
TOUCHED = f"SELECT clicks.* FROM clicks CROSS JOIN {OF_CAMPAIGN} AND impressions.id = clicks.impression_id"
REACHED = f"SELECT seat_id FROM {OF_CAMPAIGN}"
CONVERTED = (
    "SELECT events.*, identities.seat_id FROM events JOIN identities ON identities.visitor_id = events.visitor_id"
    f" WHERE event IN ('Purchase', 'Lead') AND identities.seat_id IN ({REACHED})"
)


def test_each_figure_is_recounted_from_the_rows(harness: AppHarness) -> None:
    run_campaign(harness.app.store)
    told = teacher(harness).get("/reports", campaign="cartes-campaign")
    [shown] = harness.rows(
        f"SELECT count(*) n, count(DISTINCT seat_id) people, CAST(sum(price) AS INTEGER) mc FROM {OF_CAMPAIGN}"
    )
    [clicks] = harness.rows(f"SELECT count(*) n, count(DISTINCT seat_id) people FROM ({TOUCHED}) t")
    often = harness.rows(
        f"SELECT n times, count(*) people FROM (SELECT count(*) n FROM {OF_CAMPAIGN} GROUP BY seat_id) t"
        " GROUP BY n ORDER BY n"
    )
    assert (
        (told["impressions"], told["reach"], told["spend"])
        == (shown["n"], shown["people"], shown["mc"])
        == (7, 4, 18_446)
    )
    assert (told["clicks"], told["unique_clicks"]) == (clicks["n"], clicks["people"]) == (4, 3)
    assert told["frequencies"] == often
    assert told["frequency"] == shown["n"] / shown["people"]
    assert told["click_rate"] == clicks["n"] / shown["n"]
    assert told["spend_cents"] == 18
    assert told["cost_per_thousand"] == round(shown["mc"] * 1000 / shown["n"])
    assert told["cost_per_click"] == int(shown["mc"] / clicks["n"] + 0.5)
    assert told["cost_per_person"] == int(shown["mc"] / shown["people"] + 0.5)
    assert (told["views_measured"], told["views_served"]) == (0, shown["n"])
    assert (told["is_cut"], told["outside_the_flight"]) == (False, 0)


def test_each_step_is_recounted_from_the_rows(harness: AppHarness) -> None:
    ran = run_campaign(harness.app.store)
    told = teacher(harness).get("/reports", campaign="cartes-campaign")["steps"]
    assert len(told) == 4, "half of the fourth day is gone, and no day after it is told"
    for number, step in enumerate(told, 1):
        begin, end = (clock.to_text(ran.began + timedelta(days=days)) for days in (number - 1, number))
        [so_far] = harness.rows(
            f"SELECT coalesce(sum(price), 0) mc, count(DISTINCT seat_id) people FROM {OF_CAMPAIGN} AND shown_at < :end",
            end=end,
        )
        [here] = harness.rows(
            f"SELECT count(*) n FROM {OF_CAMPAIGN} AND shown_at >= :begin AND shown_at < :end", begin=begin, end=end
        )
        assert (step["starts_at"], step["ends_at"]) == (begin, end)
        assert (step["spent"], step["reach"], step["impressions"]) == (so_far["mc"], so_far["people"], here["n"])
        # A seventh of 7.00 dollars a day, and 2.00 dollars a day besides, in thousandths of a cent.
        assert step["pace"] == number * 300_000
    assert sum(step["new_people"] for step in told) == told[-1]["reach"]


def test_funnel_and_credit_are_recounted_from_the_rows(harness: AppHarness) -> None:
    run_campaign(harness.app.store)
    told = teacher(harness).get("/reports", campaign="cartes-campaign")
    assert told["conversions"] == len(harness.rows(CONVERTED)) == 4
    for each, (days, takes_views) in zip(told["attributions"], ((1, False), (7, False), (7, True)), strict=True):
        credited = [row for row in harness.rows(CONVERTED) if _has_touch(harness, row, days, takes_views)]
        assert each["credited"] == len(credited) == sum(each["reasons"].get(r, 0) for r in ("last-click", "last-view"))
        assert sum(each["reasons"].values()) == told["conversions"]
    assert [each["credited"] for each in told["attributions"]] == [1, 2, 3]
    assert [each["value_cents"] for each in told["attributions"]] == [149_000, 149_000, 157_950]
    # Four were shown it; Ana, Bob and Dov clicked; Ana looked and booked. Cleo booked without a click, Dov before it.
    assert [(each["people"], each["aside"]) for each in told["funnel"]] == [(4, 0), (4, 0), (3, 0), (1, 0), (1, 2)]


def test_who_acts_for_the_company_is_told_and_nobody_else(harness: AppHarness, browser: Browser) -> None:
    browser.join()
    visitor_of(harness, browser)
    [seat] = harness.rows("SELECT id FROM seats")
    run_campaign(harness.app.store, seat["id"])
    told = in_browser(browser).get("/reports", campaign="cartes-campaign")
    assert told == teacher(harness).get("/reports", campaign="cartes-campaign")
    other = harness.browser()
    other.join("josianne")
    for script in (in_browser(other), stranger(harness)):
        problems = [script.problem("GET", "/reports", campaign=name) for name in ("cartes-campaign", "none")]
        assert [problem["status"] for problem in problems] == [401, 401]
        assert problems[0]["detail"] == problems[1]["detail"], "whether there is such a campaign is not told either"
    assert teacher(harness).problem("GET", "/reports", campaign="none")["status"] == 404
    assert teacher(harness).problem("GET", "/reports")["status"] == 422


def test_a_report_reads_no_more_than_it_may(harness: AppHarness) -> None:
    run_campaign(harness.app.store)
    every, some = (harness.app.store.read(read_campaign_rows, ("cartes-set", "cartes-set-2"), most) for most in (7, 3))
    assert not every.has_more
    assert some.has_more
    assert [row.id for row in some.shown] == ["shown-0", "shown-1", "shown-2"]
    assert {row.impression_id for row in some.clicks} == {"shown-0", "shown-1"}
    assert {row.seat_id for row in some.events} == {"ana"}


def _has_touch(harness: AppHarness, event: dict[str, Any], days: int, takes_views: bool) -> bool:
    """Whether a click within some days before it, or a view within one, is there."""
    at = clock.from_text(event["received_at"])
    values = {"seat": event["seat_id"], "at": event["received_at"]}
    window = {name: clock.to_text(at - timedelta(days=n)) for name, n in (("since", days), ("viewed", 1))}
    touches = harness.rows(
        f"SELECT 1 FROM ({TOUCHED}) t WHERE seat_id = :seat AND at BETWEEN :since AND :at",
        **values, since=window["since"],
    )  # fmt: skip
    if takes_views and not touches:
        touches = harness.rows(
            f"SELECT 1 FROM {OF_CAMPAIGN} AND seat_id = :seat AND shown_at BETWEEN :since AND :at",
            **values, since=window["viewed"],
        )  # fmt: skip
    return bool(touches)
