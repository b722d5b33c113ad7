"""What `user-agents` reads in a user agent, in one place.

Cached with a bound, in number and in length: a new string costs over a millisecond.
"""

from functools import lru_cache

from user_agents import parse

from pixel.store.records import Device

LONGEST_USER_AGENT = 1000


def read_device(user_agent: str) -> Device:
    """Device, browser and system of a user agent; an empty one counts as a bot. "Other" where nothing is recognised."""
    return _read_device(user_agent[:LONGEST_USER_AGENT])


@lru_cache(maxsize=2048)
def _read_device(user_agent: str) -> Device:
    parsed = parse(user_agent)
    return Device(
        device=_device_name(parsed.device.family, parsed.is_mobile, parsed.is_tablet, parsed.is_pc),
        browser=_with_version(parsed.browser.family, parsed.browser.version[:1]),
        system=_with_version(parsed.os.family, parsed.os.version[:1]),
        is_bot=parsed.is_bot or not user_agent.strip(),
    )


def _with_version(family: str, version: tuple[object, ...]) -> str:
    return " ".join(str(part) for part in (family, *version) if str(part).strip())


def _device_name(family: str, is_mobile: bool, is_tablet: bool, is_pc: bool) -> str:
    if family != "Other":
        return family
    return "phone" if is_mobile else "tablet" if is_tablet else "computer" if is_pc else "Other"
