"""What the reader chose to see: by student, by site, by verdict, and as if which setting. Pure; from the address."""

from collections.abc import Mapping
from dataclasses import dataclass

from pixel.classroom.stage.graph import LANES, Lane
from pixel.classroom.stage.views import AdView, HitView
from pixel.classroom.stage.what_if import SWITCHES, Switch

NOBODY = "nobody"


@dataclass(frozen=True)
class Choice:
    """Empty: no matter. `student`: an account, or NOBODY for hits that nothing ties to anybody."""

    student: str = ""
    site: str = ""
    lane: Lane | None = None
    switch: Switch | None = None

    def shows(self, item: HitView | AdView) -> bool:
        """Whether an item passes the filters; an ad is of no site, and has no verdict."""
        is_whose = self.student in ("", item.student_id or NOBODY)
        if isinstance(item, AdView):
            return is_whose and not self.site and not self.lane
        return is_whose and self.site in ("", item.site) and self.lane in (None, item.lane)

    @property
    def arguments(self) -> dict[str, str]:
        """As an address has them."""
        chosen = {"student": self.student, "site": self.site, "verdict": self.lane, "as-if": self.switch}
        return {name: value for name, value in chosen.items() if value}


def read_choice(arguments: Mapping[str, str]) -> Choice:
    """The choice in an address; what is no such thing counts for nothing."""
    lane = next((lane for lane in LANES if lane == arguments.get("verdict")), None)
    switch = next((switch for switch in SWITCHES if switch == arguments.get("as-if")), None)
    return Choice(arguments.get("student", ""), arguments.get("site", ""), lane, switch)
