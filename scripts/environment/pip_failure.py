"""Why pip failed and what a person can do about it, read from what it wrote. `pip_install` calls `explain_failure`."""

import platform
import re

# What is written in an error, in this order: the first that fits is the reason.
ERROR = r"^(?:\w*error|\w*Error)\b.*"
HASHES = re.compile(r"^.*DO NOT MATCH THE HASHES.*", re.MULTILINE)
DISK = re.compile(ERROR + r"(?:No space left|not enough space|Disk quota|Errno 28\b).*", re.MULTILINE | re.IGNORECASE)
DENIED = re.compile(
    ERROR + r"(?:Permission denied|Access is denied|Read-only file system|Operation not permitted).*",
    re.MULTILINE | re.IGNORECASE,
)
NETWORK = re.compile(
    r"^.*(?:connection broken by|Max retries exceeded|NewConnectionError|name resolution"
    r"|Name or service not known|getaddrinfo failed|nodename nor servname|Failed to establish a new connection"
    r"|Connection (?:refused|reset|aborted|timed out)|Network is unreachable|(?:Read|Connect)Timeout|Read timed out"
    r"|ConnectionError|ProxyError|Tunnel connection failed|SSLError|CERTIFICATE_VERIFY_FAILED|IncompleteRead"
    # not 404: of several indexes, one need not have it
    r"|HTTP error (?!404)[45]\d\d|(?!404)[45]\d\d (?:Client|Server) Error|too many [45]\d\d error).*",
    re.MULTILINE,
)
UNTRUSTED = re.compile(r"^.*is not a trusted or secure host.*", re.MULTILINE)
NO_MATCH = re.compile(r"^.*No matching distribution found for (\S+).*", re.MULTILINE)


def explain_failure(output: str) -> str:
    """Sentences for a person: the reason, what to do, and pip's own words."""
    what_to_do, said = _diagnose(output)
    return f"The packages could not be installed. {what_to_do}pip said: {said}"


def find_unmatched(output: str) -> str:
    """The pin that pip found nothing for, where that is all it says of it; else empty."""
    found = NO_MATCH.search(output)
    return found[1] if found and not NETWORK.search(output) else ""


def last_words(output: str) -> str:
    """The last line of `output` that names an error; where none does, its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["(nothing)"]
    return next((line for line in reversed(lines) if line.lower().startswith("error")), lines[-1])


def _diagnose(output: str) -> tuple[str, str]:
    """What to do, and the line of pip's that shows why."""
    if found := HASHES.search(output):
        return (
            "What came is not the file that was locked: it was changed on its way, or the package index has another "
            "one of that name. Run this again, on another network or with another index. ",
            f"{found[0].strip()} {_first_mismatch(output[found.end() :])}".strip(),
        )
    if found := DISK.search(output):
        return "The disk is full: make room, and run this again. ", found[0].strip()
    if found := DENIED.search(output):
        return "A file may not be written: see whose it is, and run this again. ", found[0].strip()
    if network := NETWORK.findall(output):
        return (
            "This first time needs the network: check that this machine is on it (and pip's index and proxy, where "
            "some are set), and run this again. ",
            str(network[-1]).strip(),
        )
    if found := UNTRUSTED.search(output):
        return "pip is set to an index without https, which it does not believe. ", found[0].strip()
    if found := NO_MATCH.search(output):
        return (
            f"The package index that pip asks has no {found[1]} for {platform.python_implementation()} "
            f"{platform.python_version()} on {platform.system()} {platform.machine()}: try another Python from 3.11 "
            "on, or see which index pip is set to (pip config list). ",
            found[0].strip(),
        )
    return "", last_words(output)


def _first_mismatch(rest: str) -> str:
    """Which package it is; pip names it below, with both hashes."""
    return next((line.strip() for line in rest.splitlines() if line.strip()), "")
