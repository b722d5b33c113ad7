"""The stage in a real Chromium: hits arrive while it is open, names stay hidden, filters and the switch work."""

import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, expect

from pixel.classroom.stage.page import HITS_A_PAGE
from pixel.classroom.stream.allowance import BURST, FEW
from pixel.stories.server.http import send
from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenChromium
from tests.support.browsers import Browser, Setup
from tests.support.page_checks import LANGUAGES_LOOKED_AT, check_page, look_at_page
from tests.support.walk import look_at

pytestmark = pytest.mark.browser


@pytest.fixture
def class_code(pixel_server: PixelServer) -> Iterator[str]:
    """The code of an open class, which ends after the test."""
    headers, address = {"Authorization": f"Bearer {pixel_server.token}"}, pixel_server.url("backstage", "/api/class")
    opened = send(pixel_server.sites, "POST", address, headers, b"")
    yield str(json.loads(opened.body)["code"])
    assert send(pixel_server.sites, "DELETE", address, headers).status == 204


def enter_as_teacher(browser: Browser, server: PixelServer) -> Page:
    """The teacher's browser, on the stage."""
    page = browser.page
    browser.forgive(server.url("backstage", "/class"))
    page.goto(server.url("backstage", "/class"))
    page.locator("input[name=token]").fill(server.token)
    page.locator("[data-testid=token-send]").click()
    page.wait_for_url(server.url("backstage", "/class"))
    return open_stage(page, server)


def open_stage(page: Page, server: PixelServer, query: str = "") -> Page:
    page.goto(server.url("backstage", f"/stage{query}"))
    expect(page.locator("[data-testid=connection]")).to_have_attribute("data-state", "live")
    return page


def join_class(browser: Browser, server: PixelServer, code: str, name: str) -> None:
    page = browser.page
    page.goto(server.url("start", "/join"))
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=name]").fill(name)
    page.locator("[data-testid=join]").click()
    page.wait_for_url(server.url("network") + "**")


def hits(page: Page, selector: str = "") -> Locator:
    return page.locator(f".items [data-testid=stage-hit]{selector}:visible")


def test_hits_appear_with_their_verdicts_while_the_stage_is_open(
    chromium: OpenChromium, pixel_server: PixelServer, class_code: str
) -> None:
    page = enter_as_teacher(chromium(Setup()), pixel_server)
    student = chromium(Setup())
    join_class(student, pixel_server, class_code, "Zoé Zibeline")

    look_at(student, pixel_server.url("soleil", "/destinations/bahamas"))
    expect(hits(page, "[data-site=soleil][data-verdict=recorded][data-event=ViewContent]")).to_have_count(1)
    tied = hits(page, "[data-event=ViewContent]").first
    assert tied.get_attribute("data-cookie") == "sent-back"
    assert tied.get_attribute("data-student")

    stranger = chromium(Setup(third_party="block"))
    look_at(stranger, pixel_server.url("affaires", "/destinations/congress-lisbon"))
    loose = hits(page, "[data-site=affaires][data-lane=loose]")
    expect(loose.first).to_have_attribute("data-cookie", "refused")

    gpc = chromium(Setup())
    gpc.context.set_extra_http_headers({"Sec-GPC": "1"})
    gpc.page.goto(pixel_server.url("escale", "/destinations/paris"))
    ignored = hits(page, "[data-site=escale][data-verdict=ignored][data-reason=gpc]")
    expect(ignored.first).to_contain_text("GPC")
    expect(page.locator("[data-testid=now]")).to_contain_text("GPC")

    graph = page.locator("[data-testid=graph-wide]")
    for site, lane in (("soleil", "tied"), ("affaires", "loose"), ("escale", "ignored")):
        expect(graph.locator(f"[data-testid=edge][data-site={site}][data-lane={lane}]")).to_be_visible()


@pytest.mark.long
def test_names_are_hidden_on_every_open_stage_until_they_are_shown(
    chromium: OpenChromium, pixel_server: PixelServer, class_code: str
) -> None:
    teacher = chromium(Setup())
    page = enter_as_teacher(teacher, pixel_server)
    projector = open_stage(teacher.context.new_page(), pixel_server)
    student = chromium(Setup())
    join_class(student, pixel_server, class_code, "Zoé Zibeline")
    look_at(student, pixel_server.url("soleil", "/destinations/bahamas"))
    for each in (page, projector):
        expect(hits(each, "[data-event=ViewContent]")).to_have_count(1)
        expect(each.locator("body")).not_to_contain_text("Zoé")
    page.locator("[data-testid=names]").click()
    for each in (page, projector):
        expect(hits(each, "[data-event=ViewContent]")).to_contain_text("Zoé Zibeline")
    page.locator("[data-testid=names]").click()
    for each in (page, projector):
        expect(each.locator("[data-testid=stage]")).to_have_attribute("data-names", "hidden")
        expect(each.locator("body")).not_to_contain_text("Zoé")


@pytest.mark.long
def test_filters_and_switch_work_on_what_is_there_and_on_what_comes(
    chromium: OpenChromium, pixel_server: PixelServer, class_code: str
) -> None:
    page = enter_as_teacher(chromium(Setup(language="en")), pixel_server)
    student = chromium(Setup())
    join_class(student, pixel_server, class_code, "Zoé")
    look_at(student, pixel_server.url("soleil", "/destinations/bahamas"))
    expect(hits(page, "[data-site=soleil]")).to_have_count(2)

    page.locator("#as-if").select_option("blocked")
    expect(hits(page, "[data-event=ViewContent]")).to_contain_text("without its cookie")
    line = page.locator("[data-testid=graph-wide] [data-testid=edge][data-site=soleil][data-lane=tied]")
    expect(line).to_have_attribute("data-left", "0")
    assert "is-faded" in (line.get_attribute("class") or "")
    expect(page.locator('[data-cell="soleil:tied"]')).to_have_text("2 → 0")
    expect(page.locator("tr[data-why=sent-back] td")).to_have_text("2")

    page.locator("#site").select_option("affaires")
    expect(hits(page)).to_have_count(0)
    look_at(student, pixel_server.url("affaires", "/destinations/congress-lisbon"))
    expect(hits(page, "[data-site=affaires]")).to_have_count(2)
    expect(hits(page, "[data-event=ViewContent]")).to_contain_text("without its cookie")
    page.locator("#verdict").select_option("ignored")
    expect(hits(page)).to_have_count(0)
    page.locator("#verdict").select_option("")
    page.locator(".graph-wide [data-node=soleil]").click()
    expect(hits(page)).to_have_count(2)
    page.locator(".graph-wide [data-node=affaires]").click()
    page.locator(".map-wide [data-station=ignored]").click()
    page.reload()
    assert page.locator("#site").input_value() == "affaires"
    assert page.locator("#verdict").input_value() == "ignored"


@pytest.mark.long
def test_pause_holds_back_step_shows_one_and_going_on_shows_the_rest(
    chromium: OpenChromium, pixel_server: PixelServer, class_code: str
) -> None:
    page = enter_as_teacher(chromium(Setup()), pixel_server)
    student = chromium(Setup())
    page.locator("[data-do=pause]").click()
    look_at(student, pixel_server.url("soleil", "/destinations/bahamas"))
    state = page.locator("[data-testid=connection]")
    expect(state).to_have_attribute("data-state", "paused")
    expect(state).to_contain_text("2")
    expect(hits(page)).to_have_count(0)
    page.locator("[data-do=step]").click()
    expect(hits(page)).to_have_count(1)
    page.locator("[data-do=pause]").click()
    expect(hits(page)).to_have_count(2)
    expect(state).to_have_attribute("data-state", "live")
    state.evaluate("""(it) => new MutationObserver(() => {
        it.dataset.seen = `${it.dataset.seen} ${it.dataset.state}`;
    }).observe(it, { attributeFilter: ["data-state"] })""")
    page.locator("[data-do=replay]").click()
    expect(state).to_have_attribute("data-seen", re.compile(r"replay.*live"))
    expect(hits(page)).to_have_count(2)


@pytest.mark.long
def test_a_hit_opens_in_a_dialog_and_leads_on_to_its_ad(
    chromium: OpenChromium, pixel_server: PixelServer, class_code: str
) -> None:
    page = enter_as_teacher(chromium(Setup()), pixel_server)
    student = chromium(Setup())
    join_class(student, pixel_server, class_code, "Zoé")
    look_at(student, pixel_server.url("soleil", "/destinations/bahamas"))
    student.page.goto(pixel_server.url("network"))
    expect(page.locator("[data-testid=stage-ad][data-content=bahamas]").first).to_be_visible()
    hits(page, "[data-event=ViewContent]").locator("a").click()
    dialog = page.locator("dialog")
    expect(dialog.locator("[data-testid=raw-request]")).to_contain_text("ev=ViewContent")
    expect(dialog.locator("[data-testid=raw-answer]")).to_contain_text("X-Pixel-Verdict: recorded")
    expect(dialog.locator("[data-interest=bahamas]")).to_be_visible()
    assert look_at_page(page, "fr") == []
    dialog.locator('a[href*="/stage/ads/"]').first.click()
    expect(dialog.locator("[data-testid=stage-bid]").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.long
def test_where_the_stream_fails_the_page_asks(
    chromium: OpenChromium, pixel_server: PixelServer, class_code: str
) -> None:
    browser = chromium(Setup())
    browser.block(lambda address: "/api/stream" in address and "wait=0" not in address)
    enter = browser.page
    browser.forgive(pixel_server.url("backstage", "/class"))
    enter.goto(pixel_server.url("backstage", "/class"))
    enter.locator("input[name=token]").fill(pixel_server.token)
    enter.locator("[data-testid=token-send]").click()
    enter.wait_for_url(pixel_server.url("backstage", "/class"))
    enter.goto(pixel_server.url("backstage", "/stage"))
    expect(enter.locator("[data-testid=connection]")).to_have_attribute("data-state", "polling")
    look_at(chromium(Setup()), pixel_server.url("soleil", "/destinations/bahamas"))
    expect(hits(enter, "[data-event=ViewContent]")).to_have_count(1)


@pytest.mark.long
def test_a_flood_is_counted_and_the_list_has_all_of_it(
    chromium: OpenChromium, pixel_server: PixelServer, class_code: str
) -> None:
    browser = chromium(Setup())
    page = enter_as_teacher(browser, pixel_server)
    browser.block(lambda address: "/api/stream" in address)
    page.reload()
    expect(page.locator("[data-testid=connection]")).to_have_attribute("data-state", "lost")
    session, page_view = pixel_server.session(), pixel_server.url("collector", "/tr?id=soleil&ev=PageView")
    for _ in range(BURST + 50):
        session.get(page_view)
    browser.context.unroute_all()
    flood = page.locator("[data-testid=flood]")
    expect(flood).to_contain_text(str(BURST + 50 - FEW))
    expect(hits(page)).to_have_count(FEW)
    flood.locator("a").click()
    expect(page.locator("[data-testid=stage-hit]")).to_have_count(HITS_A_PAGE)


def test_the_map_and_the_graph_can_be_saved(chromium: OpenChromium, pixel_server: PixelServer, class_code: str) -> None:
    page = enter_as_teacher(chromium(Setup()), pixel_server)
    for button in ("[data-do=save-map]", "[data-testid=picture]"):
        with page.expect_download() as saving:
            page.locator(button).click()
        saved = saving.value.path().read_text()
        drawing = ElementTree.fromstring(saved)
        assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
        assert "var(" not in saved
        assert 'fill="' in saved


@pytest.mark.long
def test_a_student_watches_their_own_on_a_phone(
    chromium: OpenChromium, pixel_server: PixelServer, class_code: str
) -> None:
    student, other = chromium(Setup(width=360)), chromium(Setup())
    join_class(student, pixel_server, class_code, "Zoé")
    join_class(other, pixel_server, class_code, "Bruno")
    stage = open_stage(student.context.new_page(), pixel_server)
    look_at(other, pixel_server.url("affaires", "/destinations/congress-lisbon"))
    look_at(student, pixel_server.url("soleil", "/destinations/bahamas"))
    expect(hits(stage, "[data-event=ViewContent]")).to_contain_text("Zoé")
    expect(hits(stage, "[data-site=affaires]")).to_have_count(0)
    expect(stage.locator("[data-testid=map-tall]")).to_be_visible()


@pytest.mark.long
def test_without_scripts_the_page_shows_what_had_arrived(
    chromium: OpenChromium, pixel_server: PixelServer, class_code: str
) -> None:
    student = chromium(Setup())
    join_class(student, pixel_server, class_code, "Zoé")
    look_at(student, pixel_server.url("soleil", "/destinations/bahamas"))
    teacher = chromium(Setup(scripts=False))
    teacher.forgive(pixel_server.url("backstage", "/class"))
    page = teacher.page
    page.goto(pixel_server.url("backstage", "/class"))
    page.locator("input[name=token]").fill(pixel_server.token)
    page.locator("[data-testid=token-send]").click()
    page.goto(pixel_server.url("backstage", "/stage"))
    expect(hits(page)).to_have_count(2)
    page.locator("#as-if").select_option("gpc")
    page.locator(".apply button").click()
    expect(hits(page, "[data-event=ViewContent]")).to_contain_text("GPC")
    hits(page).first.locator("a").click()
    expect(page.locator("[data-testid=raw-request]")).to_be_visible()


@pytest.mark.long
def test_who_wants_stillness_sees_stations_light_up(
    chromium: OpenChromium, pixel_server: PixelServer, class_code: str
) -> None:
    page = enter_as_teacher(chromium(Setup()), pixel_server)
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("""() => new MutationObserver((changes) => {
        for (const { target } of changes) if (target.classList.contains("is-lit")) target.dataset.wasLit = "true";
        if (document.querySelector(".tokens use")) document.body.dataset.travelled = "true";
    }).observe(document.body, { subtree: true, attributes: true, childList: true, attributeFilter: ["class"] })""")
    look_at(chromium(Setup()), pixel_server.url("soleil", "/destinations/bahamas"))
    expect(page.locator(".map-wide .station-collector[data-was-lit=true]")).to_be_visible()
    expect(page.locator("body")).not_to_have_attribute("data-travelled", "true")


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES_LOOKED_AT)
def test_the_pages_of_the_stage(
    chromium: OpenChromium, pixel_server: PixelServer, class_code: str, language: str
) -> None:
    student = chromium(Setup())
    join_class(student, pixel_server, class_code, "Zoé")
    look_at(student, pixel_server.url("soleil", "/destinations/bahamas"))
    student.page.goto(pixel_server.url("network"))
    teacher = chromium(Setup(language=language))
    page = enter_as_teacher(teacher, pixel_server)
    addresses = [
        page.locator(f"[data-testid={kind}] a").first.evaluate("it => it.href") for kind in ("stage-hit", "stage-ad")
    ]
    paths = ("/stage", "/stage?as-if=blocked", "/stage/list")
    found = [
        finding
        for address in (*(pixel_server.url("backstage", path) for path in paths), *addresses)
        for finding in check_page(page, address, language)
    ]
    stranger = chromium(Setup(language=language))
    closed = pixel_server.url("backstage", "/stage")
    stranger.forgive(closed)
    found += check_page(stranger.page, closed, language, status=403)
    assert not found, "\n".join(found)


@pytest.mark.long
def test_a_stage_left_open_shows_nobody_any_more_when_its_class_has_ended(
    chromium: OpenChromium, pixel_server: PixelServer, class_code: str
) -> None:
    stage = chromium(Setup())
    page = enter_as_teacher(stage, pixel_server)
    join_class(chromium(Setup(third_party="allow")), pixel_server, class_code, "Zoé")
    pixel_server.api.end_class()
    expect(page.locator("[data-testid=class-over]")).to_be_visible()
    expect(page.locator("[data-testid=stage]")).to_have_count(0)
    pixel_server.api.open_class()
