"""HTML pages as a tree of elements, found by tag and attributes, and the forms in them. Browsers over HTTP read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
FIELDS = ("input", "textarea", "select")


@dataclass(eq=False)
class Element:
    """An element and what stands in it."""

    tag: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute's text; empty where it is absent."""
        return self.attributes.get(name, "")

    def all(self, tag: str = "", **attributes: str) -> Iterator["Element"]:
        """What stands in it, in the order of the page: elements of a tag with these attributes (`data_testid="ad"`)."""
        return self.having({name.replace("_", "-"): text for name, text in attributes.items()}, tag)

    def having(self, attributes: Mapping[str, str], tag: str = "") -> Iterator["Element"]:
        """The same, by the attributes' own names."""
        for child in self.children:
            if tag in ("", child.tag) and attributes.items() <= child.attributes.items():
                yield child
            yield from child.having(attributes, tag)

    def first(self, tag: str = "", **attributes: str) -> "Element | None":
        """The first of `all`."""
        return next(self.all(tag, **attributes), None)

    def holds(self, other: "Element") -> bool:
        return any(each is other for each in self.all())


@dataclass(frozen=True)
class Form:
    """A form as it would be sent: where, how, and its fields."""

    action: str
    method: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Page:
    """A page that is open in a browser."""

    url: str
    referrer: str
    status: int
    content: Element


def read_page(html: str) -> Element:
    """The page's elements, under one that stands for all of it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def form_of(page: Element, button: Element) -> Element | None:
    """The form that a button stands in."""
    return next((form for form in page.all("form") if form.holds(button)), None)


def fill_in(form: Element, button: Element | None, **typed: str) -> Form:
    """A form as it goes out when this button is pressed: what stands in it, and over that what was typed."""
    fields = [(element.get("name"), value) for element in form.all() if (value := value_of(element)) is not None]
    sent = [(name, typed.get(name, value)) for name, value in fields if name]
    sent += [(name, text) for name, text in typed.items() if name not in dict(fields)]
    if button is not None and button.get("name"):
        sent.append((button.get("name"), button.get("value")))
    return Form(form.get("action"), form.get("method").upper() or "GET", tuple(sent))


def value_of(element: Element) -> str | None:
    """What a field would send as it stands; None: nothing."""
    if element.tag == "select":
        options = list(element.all("option"))
        chosen = next((option for option in options if "selected" in option.attributes), next(iter(options), None))
        return chosen.get("value") if chosen else None
    if element.tag == "input" and element.get("type") in ("radio", "checkbox"):
        return element.get("value") if "checked" in element.attributes else None
    return element.get("value") if element.tag in FIELDS else None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: text or "" for name, text in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        depth = next((n for n in range(len(self._open) - 1, 0, -1) if self._open[n].tag == tag), 0)
        if depth:
            del self._open[depth:]
