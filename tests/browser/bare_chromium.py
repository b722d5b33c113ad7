"""A Chromium that Playwright does not drive: under Playwright a Chromium prerenders no page.

(It attaches to pages in the older way, "PrerenderingDisabledByDevTools".) This one is spoken to over a pipe, in the
DevTools protocol: attached to the tab, whose page may be exchanged for a prerendered one.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

from pixel.stories.drivers.browsers import CHROMIUM_FLAGS

Json = dict[str, Any]  # a message of the protocol: whatever JSON holds
MOST_SECONDS = 60  # that a Chromium is used; then it is ended, and whoever waits for it learns so

# Chromium reads commands from file descriptor 3 and answers on 4: both are first put out of the way of these.
START = """import fcntl, os, sys
commands, answers = (fcntl.fcntl(int(given), fcntl.F_DUPFD, 10) for given in sys.argv[1:3])
os.dup2(commands, 3)
os.dup2(answers, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class BareChromium:
    """A Chromium with one tab. Each call waits for its answer; where Chromium has ended, it raises EOFError."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = os.fdopen(commands, "wb", buffering=0)
        self._answers = os.fdopen(answers, "rb")
        self._next_id = 0
        self._events: list[Json] = []
        self.page = ""  # the session of the page that is shown

    def close(self) -> None:
        """Closes the pipe."""
        self._commands.close()
        self._answers.close()

    def send(self, method: str, session: str = "", **params: object) -> Json:
        """The result of one command. Raises RuntimeError where the browser refuses it."""
        self._next_id += 1
        command: Json = {"id": self._next_id, "method": method, "params": params}
        if session:
            command["sessionId"] = session
        self._commands.write(json.dumps(command).encode() + b"\0")
        while (answer := self._read()).get("id") != self._next_id:
            self._events.append(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        result: Json = answer["result"]
        return result

    def wait_for(self, method: str, **wanted: object) -> Json:
        """The first event, already come or still to come, whose parameters have these values."""
        while True:
            for event in self._events:
                params: Json = event.get("params", {})
                if event.get("method") == method and wanted.items() <= params.items():
                    self._events.remove(event)
                    return event
            self._events.append(self._read())

    def attach(self) -> None:
        """To the one tab, so that each page that it holds, prerendered ones too, gets a session."""
        self.send("Target.setDiscoverTargets", discover=True, filter=[{"type": "tab"}])
        tab = self.wait_for("Target.targetCreated")["params"]["targetInfo"]["targetId"]
        session = self.send("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
        self.send("Target.setAutoAttach", session, autoAttach=True, waitForDebuggerOnStart=False, flatten=True)
        self.page = self.wait_for_page("")
        self.send("Page.enable", self.page)
        # The pages' policy allows no inline script, which is how a test tells the browser what to prerender.
        self.send("Page.setBypassCSP", self.page, enabled=True)

    def open(self, url: str) -> None:
        """Navigates, until the page has loaded."""
        self._events.clear()
        self.send("Page.navigate", self.page, url=url)
        self.wait_for("Page.loadEventFired")

    def wait_for_page(self, subtype: str) -> str:
        """The session of the next page of this tab: shown (""), or "prerender"."""
        while True:
            found = self.wait_for("Target.attachedToTarget")["params"]
            if found["targetInfo"]["type"] == "page" and found["targetInfo"].get("subtype", "") == subtype:
                return str(found["sessionId"])

    def evaluate(self, session: str, expression: str) -> Any:
        """The value of a JavaScript expression; of a promise, once it is kept."""
        answer = self.send(
            "Runtime.evaluate", session, expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        return answer["result"].get("value")

    def _read(self) -> Json:
        message = bytearray()
        while (byte := self._answers.read(1)) != b"\0":
            if not byte:
                raise EOFError("Chromium has ended")
            message += byte
        answer: Json = json.loads(message)
        return answer


@contextmanager
def bare_chromium(program: str, profile: Path, language: str = "fr-CA") -> Iterator[BareChromium]:
    """Starts `program` on a new profile, without a window; ends it."""
    (command_end, command), (answer, answer_end) = os.pipe(), os.pipe()
    flags = ["--headless=new", "--no-sandbox", f"--user-data-dir={profile}", "--remote-debugging-pipe"]
    asked = [program, *CHROMIUM_FLAGS, *flags, f"--lang={language}", "about:blank"]
    running = subprocess.Popen(
        [sys.executable, "-c", START, str(command_end), str(answer_end), *asked],
        pass_fds=(command_end, answer_end),
        stderr=subprocess.DEVNULL,
    )
    os.close(command_end)
    os.close(answer_end)
    chromium = BareChromium(command, answer)
    deadline = Timer(MOST_SECONDS, running.kill)
    deadline.start()
    try:
        chromium.attach()
        yield chromium
        chromium.send("Browser.close")
    finally:
        deadline.cancel()
        running.kill()
        running.wait()
        chromium.close()
