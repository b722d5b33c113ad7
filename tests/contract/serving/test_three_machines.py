"""Three machines of ours behind a real nginx share nothing but PostgreSQL and the secret key, and nobody can tell.

A machine is a server in a working folder of its own, on a host of its own where such can be made, else on an
address of its own (`tests.support.hosts`).
"""

import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from pixel.stories.server.lifecycle import free_port, is_healthy
from tests.support.event_stream import Watcher
from tests.support.hit_load import Load, Sent, await_that, check_kept, running_load
from tests.support.hosts import NO_HOSTS, Host, running_hosts
from tests.support.nginx import machines_asked, running_nginx
from tests.support.postgres import Postgres
from tests.support.remote_browser import RemoteBrowser
from tests.support.server import AS_INSTALLED, TEACHER, Server, running_server
from tests.support.wire import Wire

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere only 127.0.0.1 is an address of loopback"),
]
MACHINES = 3
READERS = "127.7.7.7"
BROWSERS = 8
SILENT_HIT = 10.0  # seconds: a machine that says nothing is given two, and this one may have much else to do
TOLD = {
    **AS_INSTALLED,  # the readme's nginx has no patience for longer than that either
    "PIXEL_SECRET_KEY": "chalk" * 8,
    "PIXEL_TEACHER_TOKEN": TEACHER,
    "PIXEL_WORKERS": "1",
}


@dataclass(frozen=True)
class School:
    """nginx, as the one server that people know, and the machines behind it."""

    front: Server
    machines: Sequence[Server]
    hosts: Sequence[Host]
    told: Sequence[dict[str, str]]  # each machine's settings
    folder: Path

    def browser(self) -> RemoteBrowser:
        return RemoteBrowser(self.front, READERS)


@pytest.fixture(scope="module")
def school(postgres: Postgres, nginx: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with ExitStack() as stack:
        url = stack.enter_context(postgres.new_database())
        hosts = stack.enter_context(running_hosts(MACHINES))
        told = [{**TOLD, **stack.enter_context(tell(host, url))} for host in hosts]
        machines = [
            stack.enter_context(running_server(tmp_path_factory.mktemp("machine"), one, within=host.command))
            for host, one in zip(hosts, told, strict=True)
        ]
        folder = tmp_path_factory.mktemp("nginx")
        yield School(stack.enter_context(running_nginx(nginx, folder, machines)), machines, hosts, told, folder)


@contextmanager
def tell(host: Host, url: str) -> Iterator[dict[str, str]]:
    """What a machine is told of where it stands, and where it finds the database from there."""
    of_database = urlsplit(url)
    there = (of_database.hostname or "", of_database.port or 5432)
    with closing(Wire(there, host.tests)) as wire:
        where = f"{of_database.netloc.rpartition('@')[0]}@{host.tests}:{wire.port}"
        yield {
            "PIXEL_HOST": host.address,
            "PIXEL_PORT": "8000" if host.is_apart else str(free_port(host.address)),
            "PIXEL_TRUSTED_PROXIES": host.tests,
            "PIXEL_DATABASE_URL": urlunsplit(of_database._replace(netloc=where)),
        }


def look(browser: RemoteBrowser) -> None:
    """A look at the Bahamas; once more where the machine, which has much else to do, was too slow for it."""
    await_that(lambda: browser.look("bahamas") == "recorded")


def visits(school: School) -> int:
    (row,) = school.front.rows("SELECT count(*) AS n FROM events")
    return int(row["n"])


def addresses_asked(school: School, *, since: int) -> set[str]:
    return {machine.rpartition(":")[0] for machine in machines_asked(school.folder)[since:]}


def test_each_request_may_go_to_another_machine(school: School) -> None:
    before = len(machines_asked(school.folder))
    for _ in school.machines:
        assert is_healthy(school.front.port)
    all_of_them = {host.address for host in school.hosts}
    await_that(lambda: addresses_asked(school, since=before) == all_of_them)  # told once an answer has ended


def test_the_walk_and_why(school: School) -> None:
    browser = school.browser()
    browser.join()
    look(browser)
    for machine in (None, *school.machines):
        ad = browser.ads(at=machine)[0]
        assert (ad["campaign"], ad["content"], ad["reason"]) == ("soleil-retour", "bahamas", "retargeting")
        for other in school.machines:
            page = browser.get("network", ad["why"], at=other)
            assert (page.status, "Bahamas" in page.text) == (200, True)


def test_the_reader_is_who_nginx_says(school: School) -> None:
    hit = "/tr?id=soleil&ev=PageView&eid=from-afar"
    await_that(lambda: school.browser().get("collector", hit).headers["X-Pixel-Verdict"] == "recorded")
    rows = school.front.rows("SELECT DISTINCT ip FROM events WHERE event_id = 'from-afar'")
    assert rows == [{"ip": "127.7.7.0"}]  # kept without its last part, as anybody's


def test_an_address_of_8000_bytes_comes_through(school: School) -> None:
    target = "/tr?id=soleil&ev=PageView&x="
    page = school.browser().get("collector", target + "x" * (8000 - len(target)))
    assert (page.status, page.headers["X-Pixel-Verdict"]) == (200, "ignored; reason=too-large")


def test_a_form_of_one_machine_is_good_at_the_others(school: School) -> None:
    """Its token names the reader's address, which is the same everywhere. This browser says nothing else of itself."""
    browser = school.browser()
    for _ in school.machines:
        page = browser.get("network", "/")
        token = re.search(r'name="form_token" value="([^"]+)"', page.text)
        assert token
        data = {"member": "marcel", "form_token": token[1]}
        assert browser.post("network", "/join", data, sec_fetch_site="").status == 303
        assert browser.post("network", "/leave", {"form_token": token[1]}, sec_fetch_site="").status == 303


def test_what_is_cleared_is_gone_on_every_machine(school: School) -> None:
    browser, neighbour = school.browser(), school.browser()
    for each in (browser, neighbour):
        each.join()
        look(each)
        assert each.ads()[0]["campaign"] == "soleil-retour"
    assert browser.post("network", "/activity/clear").status == 303
    for machine in school.machines:
        assert "soleil-retour" not in [ad["campaign"] for ad in browser.ads(at=machine)]
        assert neighbour.ads(at=machine)[0]["campaign"] == "soleil-retour"


def test_a_site_that_is_disconnected_is_so_on_every_machine(school: School) -> None:
    browser = school.browser()
    browser.join()
    assert browser.post("network", "/activity/disconnect", {"site": "soleil"}).status == 303
    for machine in school.machines:
        assert browser.look(at=machine) == "ignored; reason=opted-out"


def test_a_hit_at_any_machine_is_on_every_stage_at_once(school: School) -> None:
    """nginx hands the stream on as it comes, and whichever machine it asks knows of all."""
    browser, watchers = school.browser(), [Watcher(school.front) for _ in school.machines]
    asked = len(machines_asked(school.folder))
    with ExitStack() as stack:
        streams = [stack.enter_context(watcher.watching()) for watcher in watchers]
        assert [next(stream).name for stream in streams] == ["place"] * len(streams)
        for destination, machine in zip(("cuba", "bahamas", "martinique"), school.machines, strict=True):
            await_that(lambda: browser.look(destination, at=machine) == "recorded")  # noqa: B023 (asked before the next)
            for stream in streams:
                shown = next(event for event in stream if event.name == "hit")
                assert shown.data["contents"] == [destination]
    await_that(lambda: len(set(machines_asked(school.folder)[asked:])) == MACHINES)  # told once an answer has ended


def test_a_machine_may_die_under_load(school: School, tmp_path: Path) -> None:
    """Nothing acknowledged is lost, nothing is there twice, and the load goes on; so it does when it is back."""
    victim, host = school.machines[1], school.hosts[1]
    with running_load(school.front, "death", BROWSERS) as load:
        load.wait_for_kept(200)
        os.killpg(victim.process.pid, signal.SIGKILL)
        victim.process.wait()
        await_alone(school, load, victim)
        with running_server(tmp_path, school.told[1], within=host.command):
            await_back(school, load, victim)
            load.stop()
    check_kept(school.front, load.sent(), "death")
    # Of what the victim had not answered nginx asked another, unless half an answer was under way.
    assert sum(not hit.verdict for hit in load.sent()) <= BROWSERS


def test_a_machine_may_fall_silent_under_load(school: School) -> None:
    """Its cable is pulled: no error tells anybody, and whom it was about to answer waits a little longer than usual."""
    victim, host = school.machines[0], school.hosts[0]
    if not host.is_apart:
        pytest.skip(NO_HOSTS)
    with running_load(school.front, "silence", BROWSERS) as load:
        load.wait_for_kept(200)
        with host.unplugged():
            load.wait_for(has_answers_for_all)
            await_alone(school, load, victim)
        await_back(school, load, victim)
        load.stop()
    check_kept(school.front, load.sent(), "silence")
    assert not [hit for hit in load.sent() if not hit.verdict]
    assert max(hit.seconds for hit in load.sent()) < SILENT_HIT


def has_answers_for_all(sent: Sequence[Sent]) -> bool:
    """Whether each browser has had a few answers, so that none still waits for the machine that it asked."""
    answered = Counter(hit.eid.split("-")[1] for hit in sent)
    return len(answered) == BROWSERS and min(answered.values()) > 5


def await_alone(school: School, load: Load, victim: Server) -> None:
    """Until the others keep hits without a machine that is gone."""
    load.wait_for_kept(200)
    asked = len(machines_asked(school.folder))
    load.wait_for_kept(100)
    assert f"{victim.host}:{victim.port}" not in machines_asked(school.folder)[asked:]


def await_back(school: School, load: Load, machine: Server) -> None:
    """Until a machine that was gone answers again too."""
    asked = len(machines_asked(school.folder))
    name = f"{machine.host}:{machine.port}"
    await_that(lambda: name in machines_asked(school.folder)[asked:], seconds=30)
    load.wait_for_kept(200)


def test_the_teachers_reset_empties_every_machine(school: School) -> None:
    browser = school.browser()
    browser.join()
    look(browser)
    assert browser.post("backstage", "/reset", {"token": TEACHER}).status == 200
    assert visits(school) == 0
    for machine in (school.machines[0], school.machines[2]):
        assert 'data-testid="member"' in browser.get("network", "/", at=machine).text
    browser.join()
    look(browser)
    assert browser.ads()[0]["campaign"] == "soleil-retour"
