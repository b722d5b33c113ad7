"""What `user-agents` reads in a user agent, in one place, without what browsers freeze or make up in it.

Cached with a bound, in number and in length: a new string costs over a millisecond.
"""

from functools import lru_cache
from typing import Literal, get_args

from user_agents import parse
from user_agents.parsers import UserAgent

from pixel.collect.user_agent_freeze import list_frozen
from pixel.store.records import Device

LONGEST_USER_AGENT = 1000
DeviceKind = Literal["phone", "tablet", "computer", "bot", "other"]
DEVICE_KINDS: tuple[DeviceKind, ...] = get_args(DeviceKind)
# Names that stand for no model: of reduced user agents, of Firefox, of bots, and of what is not known.
KINDS_BY_FAMILY: dict[str, DeviceKind] = {
    "Generic Tablet": "tablet",  # which `user-agents` calls a phone
    "Generic Smartphone": "phone",
    "Mac": "computer",
    "Spider": "bot",
}
NO_MODELS = frozenset({"Other", "K"})
SYSTEMS = {"Mac OS X": "macOS", "Chrome OS": "ChromeOS"}
HAS_MADE_UP_VERSION = frozenset({"android", "windows", "macos", "ios", "chromeos"})


def read_device(user_agent: str) -> Device:
    """Device (one of DEVICE_KINDS, or the model where one is named), browser, and system of a user agent; "Other" for
    what is not recognised. An empty one counts as a bot."""
    return _read_device(user_agent[:LONGEST_USER_AGENT])


@lru_cache(maxsize=2048)
def _read_device(user_agent: str) -> Device:
    parsed = parse(user_agent)
    is_bot = parsed.is_bot or not user_agent.strip()
    return Device(
        device="bot" if is_bot else _name_device(parsed),
        browser=_with_version(parsed.browser.family, parsed.browser.version[:1]),
        system=_name_system(parsed, has_version=HAS_MADE_UP_VERSION.isdisjoint(list_frozen(user_agent))),
        is_bot=is_bot,
    )


def _name_system(parsed: UserAgent, *, has_version: bool) -> str:
    family = SYSTEMS.get(parsed.os.family, parsed.os.family)
    most = 2 if family == "macOS" else 1  # all but the latest are a 10
    return _with_version(family, parsed.os.version[:most] if has_version else ())


def _with_version(family: str, version: tuple[object, ...]) -> str:
    numbers = ".".join(str(part) for part in version if str(part).strip())
    return f"{family} {numbers}" if numbers else family


def _name_device(parsed: UserAgent) -> str:
    family = parsed.device.family
    if family in KINDS_BY_FAMILY:
        return KINDS_BY_FAMILY[family]
    if family not in NO_MODELS:
        return str(family)
    kinds: dict[DeviceKind, bool] = {
        "phone": parsed.is_mobile,
        "tablet": parsed.is_tablet,
        "computer": parsed.is_pc,
    }
    return next((kind for kind, holds in kinds.items() if holds), "other")
