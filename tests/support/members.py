"""What a person does among the members, and what a page shows of them: the contract tests' words."""

import html
import re

from tests.support.app_harness import AppHarness, Browser

TOWN_GROUP, TOWN_PAGE = "le-dore-fuyant", "soleil"


def hooks(page: str, testid: str, attribute: str = "data-person") -> list[str]:
    """An attribute of each element with a hook, in order."""
    tags = re.findall(rf'<[^>]*data-testid="{testid}"[^>]*>', page)
    return [found[1] for tag in tags if (found := re.search(rf' {attribute}="([^"]*)"', tag))]


def has(page: str, testid: str) -> bool:
    return f'data-testid="{testid}"' in page


def text_of(page: str) -> str:
    """What a person reads, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def posts_on(page: str) -> list[str]:
    return hooks(page, "post", "data-post")


def stranger_of(harness: AppHarness, member: str = "marcel") -> str:
    """A resident who is no friend of a member's face."""
    rows = harness.rows(
        "SELECT id FROM residents WHERE id LIKE 'r%' AND id NOT IN"
        " (SELECT friend_id FROM resident_friends WHERE resident_id = :member) ORDER BY id LIMIT 1",
        member=member,
    )
    return str(rows[0]["id"])


def friend_of(harness: AppHarness, member: str = "marcel") -> str:
    """A resident who is a friend of a member's face."""
    rows = harness.rows(
        "SELECT friend_id FROM resident_friends WHERE resident_id = :member AND friend_id LIKE 'r%'"
        " ORDER BY friend_id LIMIT 1",
        member=member,
    )
    return str(rows[0]["friend_id"])


def town_post(harness: AppHarness) -> str:
    rows = harness.rows("SELECT id FROM town_posts WHERE interests <> '[]' ORDER BY id LIMIT 1")
    return str(rows[0]["id"])


def two_of_a_class(harness: AppHarness) -> tuple[tuple[Browser, str], tuple[Browser, str]]:
    """Two students of one open class, each with their seat's id."""
    harness.open_class()
    code = harness.class_code()
    first, second = harness.browser(), harness.browser()
    return (first, first.join_class(code)), (second, second.join_class(code))


def make_friends(one: tuple[Browser, str], other: tuple[Browser, str]) -> None:
    """One asks, the other accepts."""
    assert one[0].post("network", f"/people/{other[1]}/befriend").status_code == 303
    assert other[0].post("network", f"/people/{one[1]}/answer", {"answer": "yes"}).status_code == 303


def write(browser: Browser, text: str, group: str = "") -> str:
    """Posts something; the post's id."""
    assert browser.post("network", "/posts", {"text": text, "group": group}).status_code == 303
    page = browser.get("network", f"/groups/{group}" if group else "/people/me").text
    return next(post for post in posts_on(page) if post.startswith("own-"))
