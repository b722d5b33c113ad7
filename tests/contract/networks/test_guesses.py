"""Pages of guesses: of invented members alone, with the errors that were counted when the town was made."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pixel import clock
from pixel.networks.ribambelle.network import load_ribambelle
from pixel.profile import learned
from pixel.profile.chances import NO_CHANCES, read_chances
from pixel.profile.guesses import NO_GUESSES, Guesses
from pixel.profile.guessing import guess_lines
from pixel.seeds import seed
from pixel.store import Connection
from pixel.store.queries.town import inference
from pixel.store.queries.town.subjects import name_residents
from pixel.store.records import Seat
from tests.support.app_harness import ON_SQLITE, TOWN_SIZE, AppHarness, Browser, build_harness

NETWORK = load_ribambelle()
FACES = tuple(NETWORK.content.members)
TRAITS = ("expecting", "new-couple", "parting", "fishing", "new-car")
ANGLER = "mikaela"  # of the faces in the tests' town, the one whose likes speak of fishing


@pytest.fixture
def marcel(browser: Browser) -> Browser:
    """Somebody in an invented member's place."""
    browser.join("marcel")
    return browser


def paths_of(harness: AppHarness) -> list[str]:
    """Every page under /guesses, once for each trait."""
    rules = [str(rule) for rule in harness.app.sites["network"].url_map.iter_rules() if "/guesses" in str(rule)]
    paths = {rule.replace("<trait>", trait) for rule in rules for trait in TRAITS}
    assert len(paths) == 4 + len(TRAITS)
    return sorted(paths)


def seat_of(face: str | None) -> Seat:
    return Seat("s", face, None if face else "Léa", clock.now())


def guess_everybody(harness: AppHarness) -> dict[str, Guesses]:
    """What is guessed of each face."""
    return {face: harness.app.store.read(guess_lines, seat_of(face), NETWORK.places) for face in FACES}


def change(harness: AppHarness, *statements: str) -> None:
    def work(connection: Connection) -> None:
        for sql in statements:
            connection.execute(sql)

    harness.app.store.write(work)


def evaluation_of(harness: AppHarness, trait: str) -> Any:
    (row,) = [row for row in harness.rows("SELECT trait, evaluation FROM trait_models") if row["trait"] == trait]
    return json.loads(row["evaluation"])


def figure(page: str, test_id: str) -> str:
    """The text of an element that has no other within."""
    found = re.search(rf'data-testid="{test_id}"[^>]*>([^<]*)<', page)
    assert found, test_id
    return found[1]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_of_an_invented_member_every_page_tells(marcel: Browser, harness: AppHarness, language: str) -> None:
    for path in paths_of(harness):
        for query in (f"?lang={language}", f"?lang={language}&of=r0050"):
            answer = marcel.get("network", path + query)
            assert answer.status_code == 200, path
            assert 'data-testid="planted"' in answer.text


def test_nothing_of_the_kind_is_told_of_a_guest(browser: Browser, harness: AppHarness) -> None:
    assert browser.post("network", "/join", {"first_name": "Léa"}).status_code == 303
    [seat] = harness.rows("SELECT id FROM seats")
    for path in paths_of(harness):
        assert browser.get("network", f"{path}?of={seat['id']}").status_code == 404
        for query in ("", "?of=", "?threshold=1"):
            answer = browser.get("network", path + query)
            assert answer.status_code == 403, path
            assert 'data-testid="guest"' in answer.text
            assert not re.search('data-testid="(planted|guess|trait|chance|told)', answer.text)
    assert harness.app.store.read(guess_lines, seat_of(None), NETWORK.places) == NO_GUESSES
    assert harness.app.store.read(read_chances, seat_of(None)) == NO_CHANCES


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_guest_may_look_at_what_is_guessed_of_somebody_invented(
    browser: Browser, harness: AppHarness, language: str
) -> None:
    """As a whole class does, whose students are guests."""
    assert browser.post("network", "/join", {"first_name": "Léa"}).status_code == 303
    for path in paths_of(harness):
        for resident in ("josianne", "r0050"):
            answer = browser.get("network", f"{path}?of={resident}&lang={language}")
            assert answer.status_code == 200, path
            assert 'data-testid="planted"' in answer.text


def test_nobody_in_particular_is_led_to_the_choice_of_people(browser: Browser, harness: AppHarness) -> None:
    assert {browser.get("network", path).status_code for path in paths_of(harness)} == {303}


@pytest.mark.parametrize(
    "path",
    [
        "/guesses?of=nobody",
        "/guesses/ties?of=r9999",
        "/guesses/traits/nope",
        "/guesses/traits/_ties",
        "/guesses/home-town?of=%00",
    ],
)
def test_what_is_not_there_is_not_found(marcel: Browser, path: str) -> None:
    assert marcel.get("network", path).status_code == 404


def test_a_trait_page_quotes_the_evaluation_made_when_the_town_was(marcel: Browser, harness: AppHarness) -> None:
    for trait in TRAITS:
        told = evaluation_of(harness, trait)
        page = marcel.get("network", f"/guesses/traits/{trait}?lang=en").text
        assert f"AUC {told['auc']:.2f}:" in figure(page, "auc")
        assert f"Learnt from {told['trained_on']} people, tried on {told['tried_on']} others" in figure(page, "tried")
        sweep = json.loads(page.partition('data-sweep="')[2].partition('"')[0].replace("&#34;", '"'))
        assert [point[1:] for point in sweep] == [list(point["confusion"].values()) for point in told["sweep"]]
        for point in told["curve"]:
            assert f"<td>{point['auc']:.2f}</td><td>{point['people']}</td>" in page


def test_home_town_and_ties_quote_theirs(marcel: Browser, harness: AppHarness) -> None:
    towns, ties = evaluation_of(harness, "_home-town"), evaluation_of(harness, "_ties")
    page = marcel.get("network", "/guesses/home-town?lang=en").text
    right, told = towns["right"], towns["told"]
    assert f"For {right['of']} there is a guess: {right['hits']} of them are right" in figure(page, "town-trial")
    assert f"find {told['of']} comments that give a town away: in {told['hits']} of them" in figure(page, "told-trial")
    page = marcel.get("network", "/guesses/ties?lang=en").text
    for measure in ("mutual", "dispersion", "recursive"):
        rate = ties[measure]
        assert f"{100 * rate['hits'] / rate['of']:.0f}% <small>{rate['hits']} of {rate['of']}</small>" in page


def counts(page: str) -> list[int]:
    """The confusion matrix: found, wronged, missed, left in peace."""
    return [int(re.findall(rf'data-out="{name}">(\d+)<', page)[0]) for name in ("tp", "fp", "fn", "tn")]


def test_the_threshold_moves_without_a_script(marcel: Browser, harness: AppHarness) -> None:
    trial = evaluation_of(harness, "fishing")
    path = "/guesses/traits/fishing?lang=en&threshold="
    have, have_not = (
        sum(trial["confusion"][part] for part in parts)
        for parts in (("true_positives", "false_negatives"), ("false_positives", "true_negatives"))
    )
    assert counts(marcel.get("network", path + "0").text) == [have, have_not, 0, 0]
    everybody_spared = marcel.get("network", path + "100").text
    assert counts(everybody_spared) == [0, 0, have, have_not]
    assert '<span data-if="some" hidden>' in everybody_spared
    middle = trial["sweep"][len(trial["sweep"]) // 2]
    found = counts(marcel.get("network", path + f"{100 * middle['threshold'] - 1e-9:.10f}").text)
    assert found == list(middle["confusion"].values())


@pytest.mark.parametrize("threshold", ["", "abc", "nan", "inf", "-1", "101", "1e999", "%00", "9" * 400])
def test_a_threshold_that_is_no_number_is_the_models_own(marcel: Browser, harness: AppHarness, threshold: str) -> None:
    page = marcel.get("network", f"/guesses/traits/fishing?lang=en&threshold={threshold}").text
    assert counts(page) == list(evaluation_of(harness, "fishing")["confusion"].values())


def test_once_enough_friends_hide_theirs_the_town_is_not_found(marcel: Browser) -> None:
    path = "/guesses/home-town?lang=en&of=youri"
    page = marcel.get("network", path).text
    truth = figure(page, "truth").strip()
    assert figure(page, "guess") == truth
    needed = int(re.findall(r'data-testid="needed" data-number="(\d+)"', page)[0])
    assert needed > 0
    almost = marcel.get("network", f"{path}&hide={needed - 1}").text
    assert figure(almost, "error") == figure(page, "error")
    assert figure(marcel.get("network", f"{path}&hide={needed}").text, "guess") != truth
    everybody = re.findall(r'name="hidden" value="(\w+)"', page)
    hidden = "".join(f"&hidden={friend}" for friend in everybody)
    assert figure(marcel.get("network", path + hidden).text, "guess") == "No guess"


@pytest.mark.parametrize("asked", ["hide=x", "hide=-1", "hide=99999999999999999999", "hide=²", "hidden=nobody&hidden="])
def test_hiding_what_is_no_number_or_no_friend_changes_nothing(marcel: Browser, asked: str) -> None:
    path = "/guesses/home-town?lang=en&of=youri"
    plain, odd = (marcel.get("network", each).text for each in (path, f"{path}&{asked}"))
    assert (figure(odd, "guess"), figure(odd, "error")) == (figure(plain, "guess"), figure(plain, "error"))


def test_a_comment_that_gives_the_town_away_is_quoted_with_its_words_marked(
    marcel: Browser, harness: AppHarness
) -> None:
    [post] = harness.rows("SELECT id, author_id FROM town_posts ORDER BY id LIMIT 1")
    said = {"fr": "Salut! Toi qui étais à Rimouski en troisième, tu te souviens? <b>", "en": "Hi."}

    def comment(connection: Connection) -> None:
        connection.execute(
            "INSERT INTO town_comments (network, id, post_id, author_id, age_seconds, text)"
            " VALUES ('ribambelle', 'told', :post, 'benoit', 5, :text)",
            {"post": post["id"], "text": json.dumps(said)},
        )

    harness.app.store.write(comment)
    page = marcel.get("network", f"/guesses/home-town?lang=en&of={post['author_id']}").text
    assert 'data-testid="told" data-town="rimouski"' in page
    assert '<blockquote lang="fr">Salut! <mark>Toi qui étais à Rimouski</mark> en troisième' in page
    assert "<b>" not in page.partition("Salut!")[2].partition("</blockquote>")[0]


@pytest.mark.parametrize(
    ("member", "town"), [("josianne", "saguenay"), ("marcel", "gaspe"), ("ines", "trois-rivieres")]
)
def test_known_faces_are_given_away_by_somebody_from_there(marcel: Browser, member: str, town: str) -> None:
    page = marcel.get("network", f"/guesses/home-town?lang=en&of={member}").text
    assert f'data-testid="told" data-town="{town}"' in page


def test_no_guess_reads_the_truth_nor_a_home_town_that_is_hidden(harness: AppHarness) -> None:
    before = guess_everybody(harness)
    assert any(guesses.home_town for guesses in before.values())
    assert any(guesses.traits for guesses in before.values())
    change(
        harness,
        """UPDATE residents SET truth = '{"partner": null, "traits": []}'""",
        "UPDATE residents SET home_town = 'quebec' WHERE hides_home_town = 1",
    )
    assert guess_everybody(harness) == before


class Noting:
    """A connection that notes what it is asked."""

    def __init__(self, connection: Connection, said: list[str]) -> None:
        self._connection, self._said = connection, said

    def execute(self, sql: str, values: Any = (), /) -> Any:
        self._said.append(sql)
        return self._connection.execute(sql, values)


def test_no_statement_of_a_guess_names_the_truth(harness: AppHarness) -> None:
    said: list[str] = []

    def note(connection: Connection, question: Callable[[Any], object]) -> None:
        question(Noting(connection, said))

    learned._newest.clear()
    subject = inference.Subject("ribambelle", "marcel", "s")
    questions: tuple[Callable[[Any], object], ...] = (
        lambda noting: guess_lines(noting, seat_of("marcel"), NETWORK.places),
        lambda noting: inference.find_resident(noting, "ribambelle", "marcel"),
        lambda noting: inference.list_all_likes(noting, "ribambelle"),
        lambda noting: inference.list_comments_on(noting, "ribambelle", "marcel"),
        lambda noting: name_residents(noting, "ribambelle", ["marcel"]),
        lambda noting: inference.read_circle(noting, subject),
    )
    for question in questions:
        harness.app.store.read(note, question)
    assert len(said) == len(questions) + 3, "the first asks four times"
    assert not [sql for sql in said if re.search(r"\btruth\b|\*", sql)]
    shown = "CASE WHEN hides_home_town = 0 THEN home_town END AS shown_home_town"
    assert not [sql for sql in said if re.search(r"\bhome_town\b", sql.replace(shown, ""))]


def test_the_same_town_gives_the_same_guesses_whatever_keeps_it(harness: AppHarness, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = build_harness(tmp_path / "other")
    assert guess_everybody(harness) == guess_everybody(other)
    models = [
        sorted((row["trait"], row["model"], row["evaluation"]) for row in each.rows("SELECT * FROM trait_models"))
        for each in (harness, other)
    ]
    assert models[0] == models[1]
    other.app.store.close()


def test_what_a_seat_follows_counts_with_what_its_face_does(marcel: Browser, harness: AppHarness) -> None:
    def follow(connection: Connection) -> None:
        connection.execute(
            "INSERT INTO follows (seat_id, network, page_id, interests, at)"
            " SELECT seats.id, 'ribambelle', town_pages.id, '[]', '2026-01-01T00:00:00Z' FROM seats, town_pages"
            " WHERE town_pages.theme = 'fishing'"
        )

    chance = re.compile(r'data-testid="chance">([\d.]+)%')
    path = "/guesses/traits/fishing?lang=en"
    [before] = chance.findall(marcel.get("network", path).text)
    harness.app.store.write(follow)
    [after] = chance.findall(marcel.get("network", path).text)
    assert float(after) > float(before)


@pytest.fixture
def odd_ties(harness: AppHarness) -> AppHarness:
    """Friends in circles, a friend of everybody, a friend of oneself, and somebody who is alone."""
    change(
        harness,
        "DELETE FROM resident_friends WHERE resident_id = 'r0050' OR friend_id = 'r0050'",
        "DELETE FROM resident_follows WHERE resident_id = 'r0050'",
        "INSERT INTO resident_friends (network, resident_id, friend_id) SELECT network, 'r0051', id FROM residents"
        " WHERE id <> 'r0050' ON CONFLICT DO NOTHING",
        "INSERT INTO resident_friends (network, resident_id, friend_id) SELECT network, id, 'r0051' FROM residents"
        " WHERE id <> 'r0050' ON CONFLICT DO NOTHING",
        "INSERT INTO resident_friends (network, resident_id, friend_id) VALUES ('ribambelle', 'r0052', 'nobody')",
    )
    return harness


@pytest.mark.parametrize("of", ["r0050", "r0051", "r0052", "marcel"])
def test_the_lonely_and_the_befriended_by_all_have_pages_too(marcel: Browser, odd_ties: AppHarness, of: str) -> None:
    for path in paths_of(odd_ties):
        assert marcel.get("network", f"{path}?of={of}").status_code == 200, path


def likes_a_post(browser: Browser) -> None:
    post = NETWORK.content.posts[0].id
    assert browser.post("network", f"/posts/{post}/like", x_fragment="post").status_code == 200


def test_an_ad_for_what_was_guessed_leads_to_guess_evidence_and_error(browser: Browser, harness: AppHarness) -> None:
    browser.join(ANGLER)
    assert "inferred" not in {ad["reason"] for ad in browser.ads()}, "before anything is done, nothing is inferred"
    likes_a_post(browser)
    [ad] = [ad for ad in browser.ads() if ad["reason"] == "inferred"]
    assert (ad["campaign"], ad["content"]) == ("nordet-pecheurs", "fishing-trip")
    page = browser.get("network", ad["why"] + "?lang=en").text
    assert 'data-testid="why-guess" data-trait="fishing"' in page
    assert 'data-testid="why-evidence"' in page
    trial = evaluation_of(harness, "fishing")["confusion"]
    wrong = 10 * trial["false_positives"] / (trial["true_positives"] + trial["false_positives"])
    assert f"Of ten people it flags, {wrong:.1f} are wrong." in page


@pytest.mark.parametrize("who", [{"member": "marcel"}, {"first_name": "Mikaëla"}])
def test_no_such_ad_for_a_faint_guess_nor_for_a_guest(browser: Browser, who: dict[str, str]) -> None:
    assert browser.post("network", "/join", who).status_code == 303
    likes_a_post(browser)
    assert "inferred" not in {ad["reason"] for ad in browser.ads()}


def test_no_such_ad_for_a_line_that_was_removed_nor_after_an_objection(browser: Browser, harness: AppHarness) -> None:
    browser.join(ANGLER)
    likes_a_post(browser)
    change(harness, "INSERT INTO corrections (seat_id, key, at) SELECT id, 'trait:fishing', created_at FROM seats")
    assert "inferred" not in {ad["reason"] for ad in browser.ads()}
    change(harness, "DELETE FROM corrections", "INSERT INTO objections (seat_id, at) SELECT id, created_at FROM seats")
    assert "inferred" not in {ad["reason"] for ad in browser.ads()}


def test_an_empty_town_has_nobody_to_learn_from(marcel: Browser, harness: AppHarness) -> None:
    seed(harness.app.store, town_size=0)
    for path in paths_of(harness):
        answer = marcel.get("network", path)
        assert answer.status_code == 200
        assert 'data-testid="nobody"' in answer.text
    assert marcel.get("network", "/guesses?of=r0050").status_code == 404
    likes_a_post(marcel)
    assert marcel.get("network", "/").status_code == 200
    assert set(guess_everybody(harness).values()) == {NO_GUESSES}


def test_a_town_of_a_handful_says_what_could_not_be_learnt(marcel: Browser, harness: AppHarness) -> None:
    seed(harness.app.store, town_size=len(FACES))
    for path in paths_of(harness):
        assert marcel.get("network", path).status_code == 200


def test_another_town_is_refused_while_a_class_is_open(harness: AppHarness) -> None:
    harness.open_class()
    there = harness.rows("SELECT * FROM town")
    with pytest.raises(ValueError, match="class is open"):
        seed(harness.app.store, town_seed=2)
    seed(harness.app.store)
    seed(harness.app.store, town_seed=1, town_size=TOWN_SIZE)
    assert harness.rows("SELECT * FROM town") == there


def test_another_seed_brings_another_town_with_guesses_of_its_own(harness: AppHarness) -> None:
    before = guess_everybody(harness)
    seed(harness.app.store, town_seed=2)
    [town] = harness.rows("SELECT seed, size FROM town")
    assert town == {"seed": 2, "size": TOWN_SIZE}
    assert guess_everybody(harness) != before
    seed(harness.app.store)
    assert harness.rows("SELECT seed FROM town") == [{"seed": 2}], "who says nothing keeps the town that is there"


@ON_SQLITE
@pytest.mark.parametrize("size", ["-1", "100001"])
def test_the_command_says_how_many_people_a_town_may_have(
    harness: AppHarness, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    from pixel.cli import main

    monkeypatch.setenv("PIXEL_DATABASE_URL", f"sqlite:///{harness.path}")
    with pytest.raises(SystemExit, match="0 to 100,000 residents"):
        main(["seed", "--town-size", size])


@pytest.fixture
def lookalikes(marcel: Browser) -> str:
    return marcel.get("network", "/guesses/lookalikes?lang=en").text


def test_people_like_these_are_others_and_each_leads_to_their_page(marcel: Browser, lookalikes: str) -> None:
    alike = re.findall(r'data-testid="alike"><th scope="row"><a href="([^"]*)"', lookalikes)
    assert len(alike) == 10
    assert not [address for address in alike if "of=marcel" in address]
    assert marcel.get("network", alike[0]).status_code == 200


def test_a_friend_that_one_made_oneself_is_evidence_by_that_very_row(marcel: Browser, harness: AppHarness) -> None:
    [seat] = harness.rows("SELECT * FROM seats")
    theirs = {
        row["friend_id"] for row in harness.rows("SELECT friend_id FROM resident_friends WHERE resident_id = 'marcel'")
    }
    strangers = [
        row["id"] for row in harness.rows("SELECT id FROM residents WHERE hides_home_town = 0 AND home_town = 'gaspe'")
    ]
    for stranger in strangers:
        if stranger not in theirs:
            marcel.post("network", f"/people/{stranger}/befriend")
    guesses = harness.app.store.read(guess_lines, replace(seat_of("marcel"), id=str(seat["id"])), NETWORK.places)
    assert guesses.home_town
    tables = {evidence.table for evidence in guesses.home_town.evidence}
    for evidence in guesses.home_town.evidence:
        owner, _, friend = evidence.id.partition("/")
        column = "seat_id" if evidence.table == "friendships" else "resident_id"
        assert harness.rows(f"SELECT 1 FROM {evidence.table} WHERE {column} = '{owner}' AND friend_id = '{friend}'")
    assert guesses.home_town.value != "gaspe" or "friendships" in tables


def test_a_friend_whom_one_left_gives_nothing_away_any_more(harness: AppHarness, browser: Browser) -> None:
    browser.join("josianne")
    [seat] = harness.rows("SELECT id FROM seats")
    josianne = replace(seat_of("josianne"), id=str(seat["id"]))

    def find_tellers() -> set[str]:
        guess = harness.app.store.read(guess_lines, josianne, NETWORK.places).home_town
        return {evidence.id.rpartition("/")[2] for evidence in guess.evidence} if guess else set()

    left = min(find_tellers())
    assert browser.post("network", f"/people/{left}/unfriend").status_code == 303
    assert left not in find_tellers()
    assert left not in harness.app.store.read(
        inference.read_circle, inference.Subject("ribambelle", "josianne", seat["id"])
    )


def test_the_rail_leads_to_the_guesses_only_who_may_look(harness: AppHarness) -> None:
    member, guest = harness.browser(), harness.browser()
    member.join()
    guest.post("network", "/join", {"first_name": "Lou"})
    assert 'data-testid="nav-guesses">' in member.get("network").text
    assert 'data-testid="nav-guesses" aria-current="page">' in member.get("network", "/guesses/ties").text
    assert 'data-testid="nav-guesses"' not in guest.get("network").text
