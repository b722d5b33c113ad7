"""A phone in a class whose server has domains of its own, with TLS: its browser decides about the cookie, for real.

Certificate, nginx and names are what the readme of the classroom shows (`tests.support.own_domains`).
"""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser as StartedBrowser
from playwright.sync_api import Playwright, expect

from pixel.stories.drivers.browsers import CHROMIUM_FLAGS, PHONES, launch_chromium
from pixel.stories.server.process import RunningServer
from pixel.stories.server.sites import Sites
from pixel.stories.server.temporary_folder import GuardedFolder
from pixel.testing.server import PixelServer
from tests.support.browsers import Browser, ThirdParty
from tests.support.classroom import PHONE, Student, become_teacher, on_stage, open_stage
from tests.support.own_domains import NO_OPENSSL, Domains, has_openssl, running_domains
from tests.support.server import TEACHER
from tests.support.without import do_without

pytestmark = [pytest.mark.browser, pytest.mark.long]


class NamedServer(PixelServer):
    """The same server by its domains."""

    def __init__(self, domains: Domains) -> None:
        server = domains.server
        super().__init__(RunningServer(Sites(server.port), TEACHER, domains.folder, server.path, server.process))
        self._domains = domains

    def url(self, site: str, path: str = "/") -> str:
        return self._domains.url(site, path)


@pytest.fixture(scope="module")
def domains(nginx: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Domains]:
    if not has_openssl():
        do_without(NO_OPENSSL)
    with running_domains(nginx, tmp_path_factory.mktemp("domains")) as running:
        yield running


@pytest.fixture(scope="module")
def phone(domains: Domains, play: Playwright, chromium_program: str) -> Iterator[Callable[[ThirdParty], Browser]]:
    """Opens phones for which every name leads to nginx, and whose certificate they take for good."""
    flags = [flag for flag in CHROMIUM_FLAGS if not flag.startswith("--host-resolver-rules")]
    flags += [
        f"--host-resolver-rules=MAP * 127.0.0.1:{domains.port}",
        f"--ignore-certificate-errors-spki-list={domains.fingerprint}",
    ]
    with ExitStack() as stack:
        running: dict[ThirdParty, StartedBrowser] = {}

        def opened(third_party: ThirdParty) -> Browser:
            if third_party not in running:
                profile = stack.enter_context(GuardedFolder("pixel-browser-")).path
                blocks = third_party == "block"
                running[third_party] = launch_chromium(play, chromium_program, profile, blocks=blocks, flags=flags)
                stack.callback(running[third_party].close)
            started = running[third_party]
            context = started.new_context(
                locale="fr-CA",
                viewport={"width": PHONE, "height": 780},
                is_mobile=True,
                has_touch=True,
                user_agent=PHONES["chromium"].format(started.version.split(".")[0]),
            )
            return stack.enter_context(Browser(context))

        yield opened


def check_clean(browser: Browser, domains: Domains) -> None:
    """Nothing went wrong in it, and it asked for nothing but our names."""
    hosts = {urlsplit(url).hostname for url in browser.noticed.left_the_machine}
    assert hosts <= {domains.host(site) for site in domains.origins}
    browser.noticed.left_the_machine.clear()
    assert browser.noticed.complaints() == []


def test_the_certificate_is_good_for_each_name_and_no_other_name_is_answered(domains: Domains) -> None:
    for site in domains.origins:
        assert domains.greet(domains.host(site)).startswith("TLSv1."), site
    with pytest.raises(ssl.SSLError):
        domains.greet("evil.example")


def test_phones_join_and_each_browser_decides_about_a_real_third_partys_cookie(
    domains: Domains, phone: Callable[[ThirdParty], Browser]
) -> None:
    server = NamedServer(domains)
    boss = phone("allow")
    page = become_teacher(boss, server)
    page.locator("[data-testid=class-open]").click()
    page.locator("[data-testid=to-door]").click()
    assert page.locator("[data-testid=join-address]").first.inner_text() == domains.url("start", "/join")
    expect(page.locator("[data-testid=devices]")).to_be_visible()
    stage = open_stage(boss.context.new_page(), server)

    allowing, blocking = Student(phone("allow"), server), Student(phone("block"), server)
    for student, name in ((allowing, "Zoé"), (blocking, "Comète")):
        assert student.join(name) == 2
        assert student.look("soleil", "bahamas").verdict == "recorded"
        assert student.look("soleil", "cuba").verdict == "recorded"
    line = allowing.roster_line()
    assert line["cookie"] == "sent-back"
    assert blocking.roster_line()["cookie"] is None
    expect(on_stage(stage, cookie="sent-back", student=str(line["id"]), event="ViewContent")).to_have_count(2)
    expect(on_stage(stage, cookie="refused", student="", event="ViewContent")).to_have_count(2)
    assert ("cuba", "retargeting") in allowing.ads()
    assert {reason for _, reason in blocking.ads()} == {"default"}
    for cookie in allowing.browser.context.cookies(domains.url("network")):
        if cookie.get("name") == "visitor":
            assert (cookie.get("domain"), cookie.get("secure")) == (f".{domains.host('network')}", True)

    server.api.end_class()
    allowing.page.goto(allowing.url("start", "/join"))
    expect(allowing.page.locator("[data-testid=join-back]")).to_have_count(0)
    for browser in (boss, allowing.browser, blocking.browser):
        check_clean(browser, domains)
