"""Reads the `Cookie` header of a request, as it came."""


def read_cookies(header: str) -> dict[str, list[str]]:
    """All values of each cookie, in the order they came."""
    cookies: dict[str, list[str]] = {}
    for part in header.split(";"):
        name, found, value = part.strip().partition("=")
        if found:
            cookies.setdefault(name, []).append(value.strip('"'))
    return cookies
