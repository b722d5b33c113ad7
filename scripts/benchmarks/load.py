"""Sends hits or opens pages with wrk, as browsers would, and reads what came of it. `Bench` holds it."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.people import LANGUAGE
from benchmarks.servers import KEY, Server
from environment.messages import CannotWork
from pixel import clock
from pixel.identity.visitor_cookie import mint_visitor, sign_visitor

CONNECTIONS = 64
PAGE_CONNECTIONS = 8  # enough to keep two workers busy; more would only wait
VISITORS = 1_000
HITS = """
-- One hit after the other: somebody's look at a destination, from an agency's page, in a browser.
local cookies, n = {}, 0
local run, agents = os.getenv("BENCH_RUN"), tonumber(os.getenv("BENCH_AGENTS"))
local port = os.getenv("BENCH_PORT")
local destinations = {"bahamas", "cuba", "jamaica", "cancun", "martinique"}
function init(args)
  for line in io.lines(os.getenv("BENCH_COOKIES")) do cookies[#cookies + 1] = line end
  math.randomseed(os.time())
end
function request()
  n = n + 1
  local place = destinations[math.random(#destinations)]
  local site = "soleil.localhost%3A" .. port
  local query = "/tr?id=soleil&ev=ViewContent&dl=http%3A%2F%2F" .. site .. "%2Fdestinations%2F" .. place
    .. "&rl=&sw=1280&sh=900&eid=" .. run .. "-" .. n
    .. "&cd%5Bcontent_ids%5D=%5B%22" .. place .. "%22%5D&cd%5Bcontent_type%5D=destination&cd%5Bcity%5D=Nassau"
    .. "&cd%5Bregion%5D=caribbean&cd%5Bcountry%5D=BS&cd%5Bvalue%5D=1899&cd%5Bcurrency%5D=CAD"
    .. "&cd%5Btravel_start%5D=2027-02-13&cd%5Btravel_end%5D=2027-02-20&cd%5Bnum_adults%5D=1"
  local build = agents > 1 and math.random(agents) or 0
  return wrk.format("GET", query, {
    ["Host"] = "pixel.reseau.localhost:" .. port,
    ["Cookie"] = "visitor=" .. cookies[math.random(#cookies)],
    ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0."
      .. build .. ".0 Safari/537.36",
    ["Referer"] = "http://soleil.localhost:" .. port .. "/",
    ["Sec-Fetch-Site"] = "cross-site", ["Sec-Fetch-Mode"] = "no-cors", ["Sec-Fetch-Dest"] = "image",
    ["Sec-Fetch-Storage-Access"] = "active",
    ["Accept-Language"] = "fr-CA,fr;q=0.9", ["Accept"] = "image/avif,image/webp,*/*"})
end
"""
PAGES = """
-- One page after the other, each time of another person.
local cookies = {}
local host, path, language = os.getenv("BENCH_HOST"), os.getenv("BENCH_PATH"), os.getenv("BENCH_LANGUAGE")
function init(args)
  for line in io.lines(os.getenv("BENCH_COOKIES")) do cookies[#cookies + 1] = line end
  math.randomseed(os.time())
end
function request()
  return wrk.format("GET", path, {["Host"] = host, ["Cookie"] = cookies[math.random(#cookies)],
    ["Accept-Language"] = language, ["Sec-Fetch-Site"] = "same-origin"})
end
"""
COUNTING = """
local threads = {}
function setup(thread) table.insert(threads, thread) end
not_recorded, instead = 0, ""
function response(status, headers, body)
  local verdict = headers["X-Pixel-Verdict"]
  if status ~= 200 or (verdict and verdict ~= "recorded") then
    not_recorded, instead = not_recorded + 1, verdict or "status " .. status
  end
end
function done(summary, latency, requests)
  local other, instead = 0, ""
  for _, thread in ipairs(threads) do
    other = other + thread:get("not_recorded")
    instead = thread:get("instead")
  end
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    'BENCH {"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "not_recorded": %d, "failed": %d, "instead": "%s"}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    other, failed, instead))
end
"""


@dataclass(frozen=True)
class Outcome:
    """One run of wrk: latencies in ms; `not_recorded`: answers that were something else, the last of them `instead`;
    `failed`: no answer."""

    requests: int
    seconds: float
    p50: float
    p99: float
    not_recorded: int
    failed: int
    instead: str = ""

    @property
    def rate(self) -> float:
        """Answers a second that were what was asked for: a fast refusal is no hit."""
        return (self.requests - self.not_recorded) / self.seconds


class Load:
    """wrk with its script and the visitors' cookies in a folder."""

    def __init__(self, wrk: str, folder: Path) -> None:
        self._wrk = wrk
        self._folder = folder
        self._runs = 0
        self._newcomers = [mint_visitor(clock.now()) for _ in range(VISITORS)]

    def send(self, server: Server, seconds: float, visitors: Sequence[str] = (), agents: int = 1) -> Outcome:
        """Hits of `visitors` (made-up ones where none are given) for some seconds, from as many user agents."""
        self._runs += 1
        signed = [sign_visitor(visitor, KEY.encode()) for visitor in visitors or self._newcomers]
        told = {
            "BENCH_PORT": str(server.port),
            "BENCH_RUN": f"r{os.getpid()}-{self._runs}",
            "BENCH_AGENTS": str(agents),
        }
        return self._run(server, HITS, signed, told, seconds, CONNECTIONS)

    def open_pages(self, server: Server, seconds: float, host: str, path: str, cookies: Sequence[str]) -> Outcome:
        """A page for some seconds, as often as it is answered, by people with these `Cookie` headers."""
        told = {"BENCH_HOST": f"{host}:{server.port}", "BENCH_PATH": path, "BENCH_LANGUAGE": LANGUAGE}
        return self._run(server, PAGES, cookies, told, seconds, PAGE_CONNECTIONS)

    def _run(
        self,
        server: Server,
        script: str,
        cookies: Sequence[str],
        told: dict[str, str],
        seconds: float,
        connections: int,
    ) -> Outcome:
        lua, listed = self._folder / "requests.lua", self._folder / "cookies.txt"
        lua.write_text(script + COUNTING, encoding="utf-8")
        listed.write_text("\n".join(cookies) + "\n", encoding="ascii")
        command = [self._wrk, "-t1", f"-c{connections}", f"-d{max(round(seconds), 1)}s", "-s", str(lua), server.origin]
        environment = {**os.environ, **told, "BENCH_COOKIES": str(listed)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        said = [line.removeprefix("BENCH ") for line in done.stdout.splitlines() if line.startswith("BENCH {")]
        if done.returncode or not said:
            raise CannotWork(f"wrk could not do its work. It said: {(done.stderr or done.stdout).strip()}")
        return Outcome(**json.loads(said[0]))
