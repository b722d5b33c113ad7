"""The error pages of a site, with texts of our own: werkzeug's are in English. `pages.site` calls `show_errors`."""

from flask import Flask, Response, make_response, render_template
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from pixel.store import StoreUnavailable


def show_errors(app: Flask, template: str) -> None:
    """Any error is told by `template`, which gets `code`, `title` and `text`."""

    def show_error(error: HTTPException) -> Response | HTTPException:
        if error.code is None or error.code < 400:
            return error
        code = error.code
        page = render_template(template, me=None, code=code, title=error_title(code), text=error_text(error))
        headers = [(name, text) for name, text in error.get_headers() if name != "Content-Type"]  # `Allow`, for one
        return make_response(page, code, headers)

    def show_unavailable(_: StoreUnavailable) -> tuple[str, int]:
        page = render_template(template, me=None, code=503, title=error_title(503), text=_text_for(503))
        return page, 503

    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(StoreUnavailable, show_unavailable)


def error_title(code: int) -> str:
    """An error page's heading."""
    titles = {
        403: gettext("Not from here"),
        404: gettext("There is nothing at this address"),
        410: gettext("This is gone"),
        413: gettext("That is too much"),
        503: gettext("One moment"),
    }
    return titles.get(code, gettext("That did not work"))


def error_text(error: HTTPException) -> str:
    """What was told where the error was raised, else what its code means."""
    told = error.description
    of_werkzeug = {vars(each).get("description") for each in type(error).__mro__}
    return told if told and told not in of_werkzeug else _text_for(error.code or 500)


def _text_for(code: int) -> str:
    texts = {
        400: gettext("Something was missing in what your browser sent, or made no sense here."),
        403: gettext("This may not be done from here."),
        404: gettext("The address may have been mistyped, or what it showed has been cleared."),
        405: gettext("This address cannot be opened like that: it is one that a form is sent to."),
        410: gettext("What was here has been cleared, or may be used only once."),
        413: gettext("More was sent than this server takes at once."),
        500: gettext("The server stumbled; it was not your doing. What went wrong is in its terminal."),
        503: gettext("The database does not answer just now. Nothing was lost; try again in a moment."),
    }
    return texts.get(code, texts[500 if code >= 500 else 400])
