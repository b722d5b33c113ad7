"""The backstage's pages: the walk, the inspector, the verdicts, and the teacher's reset."""

import hmac
from collections.abc import Sequence

from flask import Flask, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from pixel import clock, pages
from pixel.backstage.decoding import decode_request, end_of, spell_headers
from pixel.backstage.explaining import Explanation, explain
from pixel.backstage.gathering import (
    MOST_UNTIED,
    NEWEST,
    Reader,
    find_reader,
    find_silent,
    gather_facts,
    list_own,
    list_untied,
    note_done,
)
from pixel.backstage.steps import STEPS, find_arrival, find_done
from pixel.backstage.verdicts import VERDICTS, write_command, write_recipes
from pixel.collect.reading import read_cookies
from pixel.collect.verdict import has_gpc
from pixel.collect.visitor import mint_visitor, recognise_visitor, visitor_cookie
from pixel.settings import Settings
from pixel.store import Store
from pixel.store.backstage import keep_step
from pixel.store.everything import erase_everything
from pixel.store.records import Event

HITS_A_PAGE = 20


def create_backstage(store: Store, key: bytes, settings: Settings) -> Flask:
    """The backstage's application; it stands on the network's site and so sees the visitor cookie first-party."""
    app = pages.new_site("backstage", domain="backstage")
    app.jinja_env.globals.update(decode_request=decode_request, spell_headers=spell_headers, end_of=end_of)
    room = Backstage(store, key, settings)
    app.add_url_rule("/", view_func=room.show_walk)
    app.add_url_rule("/go/<step_id>", view_func=room.open_step)
    app.add_url_rule("/inspector", view_func=room.show_inspector)
    app.add_url_rule("/verdicts", view_func=room.show_verdicts)
    app.add_url_rule("/reset", view_func=room.show_reset)
    app.add_url_rule("/reset", view_func=room.reset, methods=["POST"])
    return app


class Backstage:
    """The pages, with what they need at hand."""

    def __init__(self, store: Store, key: bytes, settings: Settings) -> None:
        self.store = store
        self.key = key
        self.teacher_token = settings.teacher_token
        # Behind a proxy others may come in, even where the server itself listens on loopback.
        self.is_alone = settings.is_loopback and not settings.trusted_proxies

    def show_walk(self) -> str:
        """The steps, each with what happened so far."""
        reader = self._find_reader()
        facts = gather_facts(self.store, reader, clock.now(), is_gpc=_is_gpc(), is_alone=self.is_alone)
        done = find_done(facts)
        note_done(self.store, reader, facts, done)
        arrivals = {step.id: find_arrival(step, facts) for step in STEPS}
        return render_template(
            "backstage/walk.html", steps=STEPS, done=done, arrivals=arrivals, noted=facts.noted, gpc=facts.is_gpc
        )

    def open_step(self, step_id: str) -> BaseResponse:
        """On to a step's page; that it was opened is noted, so that the walk can say when nothing arrived from there.

        Someone without a cookie gets one here: else the first hit would come before anything could tie it to the walk.
        Not where the browser asks not to be followed.
        """
        step = next((step for step in STEPS if step.id == step_id), None) or abort(404)
        response = redirect(pages.site_url(step.site, step.path), 303)
        reader = self._find_reader()
        visitor = reader.visitor_id
        if visitor is None and not _is_gpc():
            visitor = mint_visitor(clock.now())
            response.headers.add("Set-Cookie", visitor_cookie(visitor, self.key, pages.here()))
        if visitor:
            facts = gather_facts(self.store, reader, clock.now(), is_gpc=_is_gpc(), is_alone=self.is_alone)
            note_done(self.store, reader, facts, find_done(facts))
            self.store.write(keep_step, visitor, step.id, clock.now())
        response.headers["Cache-Control"] = "no-store"
        return response

    def show_inspector(self) -> str:
        """The reader's hits as they came; where nobody else can reach the server, untied ones too."""
        reader, now = self._find_reader(), clock.now()
        if reader.visitor_id:
            self.store.write(keep_step, reader.visitor_id, "inspector", now)
        before = _read_number(request.args.get("before", ""))
        hits = list_own(self.store, reader, before, HITS_A_PAGE + 1)
        newest = hits if before == NEWEST else list_own(self.store, reader)
        untied, refusals = list_untied(self.store, reader, now) if self.is_alone else ([], [])
        silent = find_silent(self.store, reader, now, is_gpc=_is_gpc(), is_alone=self.is_alone)
        return render_template(
            "backstage/inspector.html",
            reader=reader,
            hits=hits[:HITS_A_PAGE],
            older=hits[HITS_A_PAGE - 1].id if len(hits) > HITS_A_PAGE else None,
            is_newest=before == NEWEST,
            is_alone=self.is_alone,
            untied=untied,
            refusals=refusals,
            most_untied=MOST_UNTIED,
            silent=silent,
            explained=self._explain(newest, untied),
        )

    def _explain(self, own: Sequence[Event], untied: Sequence[Event]) -> Explanation:
        return explain(
            own,
            untied,
            request.headers.get("User-Agent", ""),
            clock.now(),
            is_gpc=_is_gpc(),
            is_one_address=pages.here().is_one_address,
        )

    def show_verdicts(self) -> str:
        """Every verdict, with a command that provokes it."""
        endpoint = pages.here().url("collector", "/tr")
        recipes = write_recipes(pages.here().url)
        commands = {verdict: write_command(recipe, endpoint) for verdict, recipe in recipes.items()}
        return render_template("backstage/verdicts.html", verdicts=VERDICTS, commands=commands)

    def show_reset(self) -> str:
        """The form that erases everything."""
        return render_template("backstage/reset.html", state="asked")

    def reset(self) -> tuple[str, int]:
        """Erases every visit and person, for whoever has the teacher token."""
        given = request.form.get("token", "").strip()
        if not self.teacher_token or not hmac.compare_digest(given.encode(), self.teacher_token.encode()):
            return render_template("backstage/reset.html", state="refused"), 403
        self.store.erase(erase_everything)
        return render_template("backstage/reset.html", state="erased"), 200

    def _find_reader(self) -> Reader:
        cookies = read_cookies(request.headers.get("Cookie", ""))
        return find_reader(self.store, recognise_visitor(cookies, self.key))


def _is_gpc() -> bool:
    return has_gpc(request.headers.get("Sec-GPC", ""))


def _read_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else NEWEST
