"""The backstage in a running harness: the walk's links, the inspector, the verdicts held true, the teacher's reset."""

import html
import re
import shlex
from urllib.parse import urlsplit

import pytest

from pixel.backstage.facts import MOST_UNTIED
from pixel.backstage.steps import STEPS
from pixel.backstage.verdict_recipes import VERDICTS, write_recipes
from pixel.networks.ribambelle.network import load_ribambelle
from tests.support.app_harness import AppHarness, Browser, build_harness, call, cookie_of, verdict_of

REDUCED_ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
)
IPAD_OR_MAC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"
    " Safari/605.1.15"
)
CHROMIUM_BLOCKING = {"sec_fetch_site": "cross-site", "sec_fetch_storage_access": "none"}


def done_steps(browser: Browser) -> dict[str, str]:
    page = browser.get("backstage").text
    return dict(re.findall(r'data-step="(\w+)" data-done="(true|false)"', page))


def outcome_of(page: str) -> str:
    found = re.search(r'data-testid="browser-explained" data-outcome="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("step", [step.id for step in STEPS])
@pytest.mark.parametrize("one_address", [False, True], ids=["own hosts", "one address"])
def test_a_steps_link_leads_to_its_site_in_the_same_mode(
    shared_harness: AppHarness, step: str, one_address: bool
) -> None:
    browser = shared_harness.browser(one_address=one_address)
    answer = browser.get("backstage", f"/go/{step}")
    wanted = next(known for known in STEPS if known.id == step)
    assert answer.status_code == 303
    assert answer.headers["Location"].partition("?walk=")[0] == browser.url(wanted.site, wanted.path)


def test_the_language_goes_along(harness: AppHarness) -> None:
    browser = harness.browser()
    browser.get("backstage", "/?lang=en")
    location = browser.get("backstage", "/go/look").headers["Location"]
    assert location.partition("&walk=")[0].endswith("/destinations/bahamas?lang=en")


def test_opening_a_step_gives_a_cookie_once_and_notes_it(harness: AppHarness) -> None:
    browser = harness.browser()
    assert cookie_of(browser.get("backstage", "/go/look"))
    assert cookie_of(browser.get("backstage", "/go/control")) is None
    assert {row["step"] for row in harness.rows("SELECT step FROM walk")} >= {"look", "control"}


def test_under_gpc_a_step_sets_no_cookie_and_notes_nothing(harness: AppHarness) -> None:
    answer = harness.browser().get("backstage", "/go/look", sec_gpc="1")
    assert answer.status_code == 303
    assert cookie_of(answer) is None
    assert harness.count("walk") == 0


def test_an_unknown_step_is_a_friendly_404(shared_harness: AppHarness) -> None:
    assert shared_harness.browser().get("backstage", "/go/nowhere").status_code == 404


def test_the_walk_ticks_itself_off_and_stays_so_after_clearing(harness: AppHarness) -> None:
    browser = harness.browser()
    assert set(done_steps(browser).values()) == {"false"}
    browser.get("backstage", "/go/meet")
    browser.join()
    browser.get("network")
    browser.get("backstage", "/go/look")
    browser.look()
    why = browser.ads()[0]["why"]
    browser.get("network", urlsplit(why).path)
    browser.get("backstage", "/inspector")
    walked = {"meet", "before", "look", "return", "why", "behind"}
    assert {step for step, is_done in done_steps(browser).items() if is_done == "true"} == walked
    browser.post("network", "/activity/clear")
    assert {step for step, is_done in done_steps(browser).items() if is_done == "true"} == {*walked, "clear"}


@pytest.mark.parametrize("seat", [{"member": "marcel"}, {"member": "josianne"}, {"first_name": "Lou"}], ids=str)
def test_a_like_that_makes_a_line_and_a_guess_that_is_looked_at_tick_their_steps(
    harness: AppHarness, seat: dict[str, str]
) -> None:
    browser = harness.browser()
    browser.post("network", "/join", seat)
    browser.get("network", "/profile")
    browser.get("network", "/guesses")
    assert {done_steps(browser)[step] for step in ("like", "guess")} == {"false"}
    post = next(post for post in load_ribambelle().content.posts if post.interests)
    browser.post("network", f"/posts/{post.id}/like")
    assert done_steps(browser)["like"] == "false"
    browser.get("network", "/profile")
    guess = next(step for step in STEPS if step.id == "guess")
    shown = browser.get("network", guess.path)
    assert shown.status_code == 200
    assert 'data-testid="error"' in shown.text
    browser.post("network", "/activity/clear")
    assert {done_steps(browser)[step] for step in ("like", "guess")} == {"true"}


def test_of_a_guest_themselves_nothing_is_guessed_and_nothing_ticked(harness: AppHarness) -> None:
    browser = harness.browser()
    browser.post("network", "/join", {"first_name": "Lou"})
    assert browser.get("network", "/guesses/home-town").status_code == 403
    assert done_steps(browser)["guess"] == "false"


def test_in_an_empty_town_the_step_is_not_counted_and_says_why(harness: AppHarness) -> None:
    browser = harness.browser()
    assert 'data-total="12"' in browser.get("backstage").text
    harness.app.store.write(lambda connection: connection.execute("DELETE FROM residents"))
    page = browser.get("backstage", "/?lang=fr").text
    assert 'data-total="11"' in page
    assert "La ville derrière le réseau est vide" in page


def test_the_inspector_shows_ones_own_hits_and_pages_through_them(harness: AppHarness) -> None:
    browser = harness.browser()
    browser.join()
    for _ in range(23):
        browser.look()
    first = browser.get("backstage", "/inspector").text
    assert first.count('data-testid="hit"') == 20
    older = re.search(r'data-testid="older" href="([^"]+)"', first)
    assert older
    assert browser.get("backstage", html.unescape(older[1])).text.count('data-testid="hit"') == 3
    assert 'data-testid="hit"' not in harness.browser().get("backstage", "/inspector").text


def test_a_hits_text_is_shown_escaped(harness: AppHarness) -> None:
    browser = harness.browser()
    browser.join()
    evil = '"><script>alert(1)</script>'
    browser.hit("GET", {"id": "soleil", "ev": evil, "cd[x]": evil})
    page = browser.get("backstage", "/inspector").text
    assert html.escape(evil, quote=False)[2:] in page
    assert "<script>alert" not in page


def test_an_untied_hit_of_the_same_browser_tells_that_it_refuses(harness: AppHarness) -> None:
    browser = harness.browser("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0")
    call(
        harness,
        query="id=soleil&ev=PageView",
        headers=[
            ("USER_AGENT", browser.agent),
            ("REFERER", "http://soleil.localhost:8000/"),
            ("SEC_FETCH_SITE", "cross-site"),
            ("SEC_FETCH_STORAGE_ACCESS", "none"),
        ],
    )
    page = browser.get("backstage", "/inspector").text
    assert outcome_of(page) == "refused"
    assert 'data-testid="untied-hit" data-verdict="recorded" data-cookie="refused"' in page


def test_the_inspector_says_when_it_does_not_show_all_untied_hits(harness: AppHarness) -> None:
    browser = harness.browser()
    for number, is_all in ((MOST_UNTIED - 1, True), (1, False)):
        assert {verdict_of(browser.hit(sec_gpc="1")) for _ in range(number)} == {"ignored; reason=gpc"}
        assert ('data-testid="not-all"' in browser.get("backstage", "/inspector").text) is not is_all


def test_a_refusal_is_listed_with_its_reason(harness: AppHarness) -> None:
    browser = harness.browser()
    browser.hit(sec_gpc="1")
    assert 'data-testid="untied-hit" data-reason="gpc"' in browser.get("backstage", "/inspector").text


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"host": "0.0.0.0"}, id="a classroom's network"),
        pytest.param({"trusted_proxies": ("127.0.0.1",)}, id="behind a proxy"),
    ],
)
def test_where_others_can_come_in_untied_hits_are_nobodys_to_see(
    tmp_path_factory: pytest.TempPathFactory, settings: dict[str, object]
) -> None:
    harness = build_harness(tmp_path_factory.mktemp("open"), **settings)
    harness.browser().hit(sec_gpc="1")
    harness.browser().look()
    page = harness.browser().get("backstage", "/inspector").text
    assert "untied-hit" not in page
    assert outcome_of(page) == "nothing"
    harness.app.store.close()


def test_at_one_address_the_inspector_says_first_party(harness: AppHarness) -> None:
    browser = harness.browser(one_address=True)
    browser.join()
    browser.look()
    page = browser.get("backstage", "/inspector").text
    assert outcome_of(page) == "first-party"
    assert 'data-testid="first-party-note"' in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_verdict_is_explained(shared_harness: AppHarness, language: str) -> None:
    page = shared_harness.browser().get("backstage", f"/verdicts?lang={language}").text
    assert re.findall(r'id="([\w-]+)" data-testid="verdict"', page) == list(VERDICTS)


RECIPES = write_recipes(lambda site, path: f"http://{site}.localhost:8000{path}")


@pytest.mark.parametrize("verdict", RECIPES)
def test_a_recipe_provokes_its_verdict(shared_harness: AppHarness, verdict: str) -> None:
    recipe = RECIPES[verdict]
    headers = [(name.upper().replace("-", "_"), text) for name, text in recipe.headers.items()]
    said = call(shared_harness, query=recipe.query, headers=headers).headers["X-Pixel-Verdict"]
    assert said == ("recorded" if verdict == "recorded" else f"ignored; reason={verdict}")


def test_a_command_is_one_line_that_a_shell_understands(shared_harness: AppHarness) -> None:
    page = shared_harness.browser().get("backstage", "/verdicts").text
    commands = [html.unescape(text) for text in re.findall(r"<pre><code>(curl.*?)</code>", page)]
    # the longest one starts with what writes its message; that of the flood stands in its verdict's own text
    assert len(commands) == len(RECIPES) - 1 + 1
    for command in commands:
        assert shlex.split(command)[-1].startswith("http://pixel.reseau.localhost:8000/tr?")


def test_reset_wants_the_teachers_token(harness: AppHarness) -> None:
    browser = harness.browser()
    browser.join()
    browser.look()
    refused = browser.post("backstage", "/reset", {"token": "crayon"})
    assert refused.status_code == 403
    assert 'data-testid="wrong-token"' in refused.text
    assert harness.count("events") == 1
    erased = browser.post("backstage", "/reset", {"token": "craie"})
    assert (erased.status_code, 'data-testid="erased"' in erased.text) == (200, True)
    assert [harness.count(table) for table in ("events", "seats", "walk", "impressions")] == [0, 0, 0, 0]
    assert harness.count("campaigns") > 0


def test_without_a_teacher_token_nobody_resets(tmp_path_factory: pytest.TempPathFactory) -> None:
    harness = build_harness(tmp_path_factory.mktemp("no-token"), teacher_token="")
    assert harness.browser().post("backstage", "/reset", {"token": ""}).status_code == 403
    harness.app.store.close()


def test_another_site_cannot_reset(harness: AppHarness) -> None:
    answer = harness.browser().post("backstage", "/reset", {"token": "craie"}, sec_fetch_site="cross-site")
    assert answer.status_code == 403
    assert 'data-testid="erased"' not in answer.text


@pytest.mark.parametrize(
    ("agent", "language", "shown"),
    [
        pytest.param(REDUCED_ANDROID, "fr", ("téléphone, Android, Chrome Mobile 140", "Android 10; K"), id="French"),
        pytest.param(REDUCED_ANDROID, "en", ("phone, Android, Chrome Mobile 140", "“Android 10; K”"), id="English"),
        pytest.param(IPAD_OR_MAC, "en", ("computer, macOS, Safari 18", "A Mac or an iPad"), id="a Mac or an iPad"),
    ],
)
def test_the_inspector_says_what_a_browser_makes_up(
    harness: AppHarness, agent: str, language: str, shown: tuple[str, ...]
) -> None:
    browser = harness.browser(agent)
    browser.look()
    page = html.unescape(browser.get("backstage", f"/inspector?lang={language}").text)
    (cell,) = re.findall(r'data-testid="device">(.*?)</td>', page)
    for text in shown:
        assert text in cell
    (event,) = harness.rows("SELECT device, system FROM events")
    assert event["device"] in ("phone", "computer")
    assert event["system"] in ("Android", "macOS")


def test_the_inspector_shows_that_a_page_was_loaded_ahead(harness: AppHarness) -> None:
    browser = harness.browser()
    browser.hit(sec_purpose="prefetch;prerender")
    page = browser.get("backstage", "/inspector?lang=en").text
    assert "<code>Sec-Purpose</code>" in page
    assert "prefetch;prerender" in page
    assert "the page may never have been seen" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        pytest.param("fr", ("Referer", "gens honnêtes", "Il peut aussi les omettre"), id="French"),
        pytest.param("en", ("Referer", "honest visitors too", "It may leave them out"), id="English"),
    ],
)
def test_a_browser_that_says_not_where_from_is_explained(
    harness: AppHarness, language: str, words: tuple[str, ...]
) -> None:
    browser = harness.browser()
    silent = browser.hit(sec_fetch_site="cross-site", sec_fetch_mode="no-cors", sec_fetch_dest="image")
    assert verdict_of(silent) == "ignored; reason=wrong-origin"
    page = html.unescape(browser.get("backstage", f"/verdicts?lang={language}").text)
    for word in words:
        assert word in page
