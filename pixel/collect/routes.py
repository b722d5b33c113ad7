"""The collector's page for people, its stance on GPC, and the probe. Hits and `pixel.js` are `endpoint`'s."""

from flask import Blueprint, Flask, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response as BaseResponse

from pixel.collect.probe import COOKIE, LASTS_SECONDS, judge_probe, read_nonce
from pixel.collect.verdict import has_gpc
from pixel.pages.addresses import here
from pixel.pages.language import LANGUAGES, language
from pixel.pages.site import Services, new_site

GPC_STANCE_SINCE = "2026-11-22"


blueprint = Blueprint("collector", __name__)


def create_collector(of_all: Services) -> Flask:
    """The site, behind the endpoint."""
    app = new_site("collector", of_all, catalogue="collect")
    app.register_blueprint(blueprint)
    return app


@blueprint.get("/")
def show_collector() -> str:
    """What this host is for."""
    return render_template("collect/collector.html")


@blueprint.get("/.well-known/gpc.json")
def show_gpc_stance() -> Response:
    """W3C GPC, section 5: this server abides by the signal, and since when."""
    return jsonify(gpc=True, lastUpdate=GPC_STANCE_SINCE)


@blueprint.get("/probe")
def set_probe() -> BaseResponse:
    """The first image: a cookie, unless the browser asked not to be followed, and on to the second."""
    nonce = read_nonce(request.args.get("nonce", ""))
    onward = url_for("collector.see_probe", nonce=nonce or "", words=request.args.get("words", ""))
    response = redirect(onward, 302)
    if nonce and not _asked_not_to_be_followed():
        _send_cookie(response, nonce, LASTS_SECONDS)
    return _as_image_of_the_moment(response)


@blueprint.get("/probe/seen")
def see_probe() -> BaseResponse:
    """The second image: what became of the cookie, drawn in words; then the cookie goes."""
    probed = judge_probe(
        read_nonce(request.args.get("nonce", "")),
        request.cookies.get(COOKIE),
        request.headers.get("Sec-Fetch-Storage-Access", ""),
        is_gpc=_asked_not_to_be_followed(),
    )
    words = request.args.get("words")
    with force_locale(words if words in LANGUAGES else language()):
        drawing = render_template("collect/probe.svg", probed=probed, gpc=_asked_not_to_be_followed())
    response = make_response(drawing)
    response.mimetype = "image/svg+xml"
    if COOKIE in request.cookies:
        _send_cookie(response, "", 0)
    return _as_image_of_the_moment(response)


def _send_cookie(response: BaseResponse, value: str, max_age: int) -> None:
    """Third-party where the sites have hosts of their own; at one address it could not be."""
    at = here()
    response.set_cookie(
        COOKIE,
        value,
        max_age=max_age,
        path=f"{request.script_root}/probe",
        httponly=True,
        samesite="Lax" if at.is_one_address else "None",
        secure=at.is_secure or not at.is_one_address,
    )


def _as_image_of_the_moment(response: BaseResponse) -> BaseResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _asked_not_to_be_followed() -> bool:
    return has_gpc(request.headers.get("Sec-GPC", ""))
