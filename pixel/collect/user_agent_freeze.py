"""What browsers freeze or make up in their user agents. `device` leaves it out; the inspector says what it is. Pure.

Sources: Chromium's "User-Agent reduction" (all of it since Chrome 110; on Apple's phones and tablets none), WebKit's
notes on Safari 26 (iOS stays at 18), Mozilla's "Firefox user agent string reference" (macOS stays at 10.15), Apple's
"desktop-class browsing" (an iPad's Safari says Macintosh). Windows 11 calls itself Windows NT 10.0.
"""

import re
from typing import Literal

Frozen = Literal[
    "android",  # "Android 10; K" on all phones and tablets
    "windows",  # "Windows NT 10.0" on Windows 10 and on 11
    "macos",  # "10_15_7" on all Macs since 2020, with Intel's name on those with Apple's chips too
    "ios",  # "18_6" or so on all iPhones and iPads, since Safari 26
    "chromeos",  # one version on all
    "mac-or-ipad",  # an iPad's Safari says what a Mac's does
    "linux-or-phone",  # a phone that asks for the computer's version of a page says Linux
    "browser",  # "140.0.0.0": the last three numbers
]
REDUCED_ANDROID = re.compile(r"; Android 10; K\)")
WINDOWS = "Windows NT 10.0"
MAC = re.compile(r"Macintosh; Intel Mac OS X 10[_.]15(?:_7)?[;)]")
IOS = re.compile(r"\((?:iPhone|iPad|iPod)[^)]* OS 18_[67][ _]")
SAFARI = re.compile(r" Version/(\d+)\.")
FIRST_SAFARI_THAT_FREEZES_IOS = 26
CHROME_OS = re.compile(r"X11; CrOS [^)]* 14541\.0\.0\)")
CHROME = re.compile(r" Chrome/\d{3,}\.0\.0\.0\b")


def list_frozen(user_agent: str) -> tuple[Frozen, ...]:
    """What in a user agent says nothing of the machine it came from, in the order of Frozen."""
    is_mac = MAC.search(user_agent) is not None
    is_chrome = CHROME.search(user_agent) is not None
    found: dict[Frozen, bool] = {
        "android": REDUCED_ANDROID.search(user_agent) is not None,
        "windows": WINDOWS in user_agent,
        "macos": is_mac,
        "ios": _is_frozen_ios(user_agent),
        "chromeos": CHROME_OS.search(user_agent) is not None,
        "mac-or-ipad": is_mac and " Safari/" in user_agent and not is_chrome,
        "linux-or-phone": "X11; Linux x86_64" in user_agent,
        "browser": is_chrome,
    }
    return tuple(name for name, holds in found.items() if holds)


def _is_frozen_ios(user_agent: str) -> bool:
    safari = SAFARI.search(user_agent)
    return (
        safari is not None
        and int(safari[1][:4]) >= FIRST_SAFARI_THAT_FREEZES_IOS
        and IOS.search(user_agent) is not None
    )
