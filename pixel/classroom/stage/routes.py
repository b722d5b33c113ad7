"""The stage's addresses: the page, the list, the picture, the names; and each hit and each ad that opens."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from pixel import clock
from pixel.ads.product_feed import version_of
from pixel.backstage.hit_decoding import decode_request, spell_headers
from pixel.classroom.attendance.access import require_class
from pixel.classroom.stage.answer import list_ignored_headers
from pixel.classroom.stage.choice import Choice, read_choice
from pixel.classroom.stage.details import describe_ad, describe_hit, read_ad, read_hit, read_ignored
from pixel.classroom.stage.graph import LANES
from pixel.classroom.stage.page import Stage, read_list, read_stage, set_stage
from pixel.classroom.stage.viewer import NotOnStageError, Viewer, label_students, require_viewer
from pixel.classroom.stage.views import SITE_NAMES, list_sentences, view_items
from pixel.classroom.stage.what_if import SWITCHES
from pixel.classroom.stage.words import (
    name_ad_reason,
    name_event,
    name_lane,
    name_switch,
    tell_consequence,
    tell_reason,
)
from pixel.classroom.stream.hub import find_settled_cursor
from pixel.classroom.stream.messages import read_cursor, write_cursor
from pixel.networks.wording import name_interest, write_number
from pixel.pages.assets import let_keep
from pixel.pages.site import services
from pixel.store.queries.ads import find_picture
from pixel.store.queries.classroom.classes import set_names_shown
from pixel.store.queries.classroom.stream import Cursor

LONGEST_NUMBER = 18

blueprint = Blueprint("stage", __name__, url_prefix="/stage")


@blueprint.context_processor
def give_words() -> dict[str, object]:
    """What the templates of the stage say things with."""
    return {
        "name_event": name_event,
        "name_lane": name_lane,
        "name_switch": name_switch,
        "tell_reason": tell_reason,
        "tell_consequence": tell_consequence,
        "site_names": SITE_NAMES,
        "lanes": LANES,
        "switches": SWITCHES,
        "write_cursor": write_cursor,
        "name_ad_reason": name_ad_reason,
        "name_interest": name_interest,
        "write_number": write_number,
        "decode_request": decode_request,
        "spell_headers": spell_headers,
    }


@blueprint.get("")
def show_stage() -> str:
    """The page to project; a student sees the same of their own."""
    viewer, choice = require_viewer(), read_choice(request.args)
    return render_template("stage/stage.html", stage=_set_stage(viewer, choice), sentences=list_sentences())


@blueprint.get("/list")
def show_list() -> str:
    """All that arrived since a moment, page by page: nothing is left out, however much it was."""
    viewer, choice = require_viewer(), read_choice(request.args)
    after = read_cursor(request.args.get("after", "")) or Cursor()
    end = find_settled_cursor(services().store, None)
    facts = services().store.read(read_list, viewer, after, end)
    labels = label_students(viewer, facts.students)
    items = view_items(facts.items, labels, facts.catalogue, choice.switch)
    shown = [item for item in items if choice.shows(item)]
    return render_template("stage/list.html", viewer=viewer, choice=choice, items=shown, next=facts.next)


@blueprint.get("/picture.svg")
def send_picture() -> Response:
    """The graph as it is now, as a file."""
    viewer, choice = require_viewer(), read_choice(request.args)
    stage = _set_stage(viewer, choice)
    drawn = render_template("stage/picture.svg", stage=stage, graph=stage.graphs[0])
    answer = Response(drawn, mimetype="image/svg+xml")
    answer.headers.set("Content-Disposition", "attachment", filename="stage.svg")
    return answer


@blueprint.post("/names")
def show_names() -> BaseResponse:
    """Shows the students' names to the room, or hides them: the teacher's."""
    opened = require_class()
    is_shown = request.form.get("show") == "yes"
    services().store.write(set_names_shown, opened.id, clock.now(), is_shown=is_shown)
    return redirect(url_for("stage.show_stage"), 303)


@blueprint.get("/hits/<hit_id>")
def show_hit(hit_id: str) -> str:
    """One hit in full."""
    viewer = require_viewer()
    kind, number = hit_id[:1], hit_id[1:]
    if not number.isascii() or not number.isdigit() or len(number) > LONGEST_NUMBER:
        abort(404)
    if kind == "e":
        found = services().store.read(read_hit, int(number))
        if found is None:
            abort(404)
        if not viewer.may_see(found.student_id):
            raise NotOnStageError(is_class_open=True)
        return render_template("stage/hit.html", **vars(describe_hit(found, viewer)))
    refusal = services().store.read(read_ignored, int(number)) if kind == "r" else None
    if refusal is None:
        abort(404)
    if not viewer.is_teacher:
        raise NotOnStageError(is_class_open=True)
    return render_template(
        "stage/ignored.html", hit_id=hit_id, refusal=refusal, answer=list_ignored_headers(refusal.reason)
    )


@blueprint.get("/ads/<impression_id>")
def show_ad(impression_id: str) -> str:
    """One ad in full, with the auction that chose it."""
    viewer = require_viewer()
    found = services().store.read(read_ad, impression_id)
    if found is None:
        abort(404)
    if not viewer.may_see(found.impression.seat_id):
        raise NotOnStageError(is_class_open=True)
    return render_template("stage/ad.html", **vars(describe_ad(found, viewer)))


@blueprint.get("/pictures/<advertiser>/<content_id>.svg")
def send_product_picture(advertiser: str, content_id: str) -> Response:
    """A product's picture, as the ad shows it: this site's pages load pictures of no other."""
    picture = services().store.read(find_picture, advertiser, content_id)
    if picture is None:
        abort(404)
    return let_keep(Response(picture, mimetype="image/svg+xml"), version_of(picture))


@blueprint.errorhandler(NotOnStageError)
def show_closed(error: NotOnStageError) -> tuple[str, int]:
    """What the stage is, for somebody who may not see it, or not this."""
    return render_template("stage/closed.html", is_class_open=error.is_class_open), 403 if error.is_class_open else 404


def _set_stage(viewer: Viewer, choice: Choice) -> Stage:
    end = find_settled_cursor(services().store, None)
    return set_stage(services().store.read(read_stage, viewer, end), viewer, choice)
