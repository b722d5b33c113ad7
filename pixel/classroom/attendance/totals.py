"""What the whole class brought about: charts to project, and the same to take away. Nobody's name is in it."""

import json
from collections.abc import Mapping
from io import StringIO
from urllib.parse import urlsplit

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from pixel import clock
from pixel.classroom.attendance.access import require_class
from pixel.classroom.attendance.charts import (
    Chart,
    count_ads,
    count_cookies,
    count_destinations,
    count_refusals,
    count_sites,
    draw,
)
from pixel.classroom.attendance.class_export import COLUMNS, list_rows
from pixel.data_files.spreadsheet import SEPARATORS, Separator, Sheet
from pixel.origins import NETWORKS, Found, Origins
from pixel.pages.language import language
from pixel.pages.site import services
from pixel.store.queries.ads import list_campaigns, list_products
from pixel.store.queries.classroom.totals import Totals, read_class_rows, read_totals

blueprint = Blueprint("totals", __name__, url_prefix="/class")


@blueprint.get("/totals")
def show_totals() -> str:
    """The charts, each with a table."""
    totals = services().store.read(read_totals, require_class())
    products, campaigns = services().store.read(list_products), services().store.read(list_campaigns)
    return render_template(
        "classroom/totals.html",
        totals=totals,
        charts=_draw_charts(totals),
        destinations={product.content_id: product.name[language()] for product in products},
        advertisers={campaign.advertiser: campaign.advertiser_name for campaign in campaigns},
        hits=sum(hit.number for hit in totals.hits),
    )


@blueprint.get("/export.csv")
def send_csv() -> Response:
    """The rows of the class for a spreadsheet; `separator`: comma, semicolon or tab."""
    asked = request.args.get("separator", "comma")
    separator: Separator | None = next((name for name in SEPARATORS if name == asked), None)
    if separator is None:
        abort(422)
    file = StringIO(newline="")
    sheet = Sheet(file, separator)
    sheet.begin(COLUMNS)
    for row in list_rows(services().store.read(read_class_rows, require_class())):
        sheet.write(row.values())
    return _send(file.getvalue(), "csv", "text/csv; charset=utf-8")


@blueprint.get("/export.jsonl")
def send_lines() -> Response:
    """The same, an object a line."""
    rows = list_rows(services().store.read(read_class_rows, require_class()))
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return _send(lines, "jsonl", "application/jsonl; charset=utf-8")


def _send(text: str, ending: str, kind: str) -> Response:
    answer = Response(text, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="class-{clock.now():%Y-%m-%d}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _draw_charts(totals: Totals) -> Mapping[str, Chart]:
    origins = Origins(services().settings)
    return {
        "sites": draw(count_sites(totals.hits)),
        "destinations": draw(count_destinations(totals.hits)),
        "ads": draw(count_ads(totals.ads, totals.hits, lambda page: _is_of_network(page, origins)), side_by_side=True),
        "cookies": draw(count_cookies(totals.hits)),
        "refusals": draw(count_refusals(totals.refusals)),
    }


def _is_of_network(page: str, origins: Origins) -> bool:
    """Whether a page is a network's, by whichever of our addresses its reader came."""
    try:
        parts = urlsplit(page)
    except ValueError:
        return False
    found = origins.find(parts.scheme, parts.netloc, parts.path or "/")
    return isinstance(found, Found) and found.here.site in NETWORKS.values()
