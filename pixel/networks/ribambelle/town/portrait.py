"""A resident's portrait, drawn in cut paper from their id: the same face each time. Served as a picture file.

Only age and sex show, and sex loosely; skin, hair and clothes follow the id alone, never a name or a town.
"""

from typing import Protocol

from pixel.networks.ribambelle.town.chance import Chance
from pixel.networks.ribambelle.town.portrait_parts import (
    BACKGROUNDS,
    BEARDS,
    CLOTH_COLOURS,
    CLOTHES,
    FACES,
    GLASSES,
    GREYS,
    HAIR_COLOURS,
    LONG_HAIR,
    MOUTHS,
    PAPERS,
    SHORT_HAIR,
    SKINS,
)

FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="200" height="200">'
    '<defs><filter id="{mark}" x="-20%" y="-20%" width="140%" height="150%">'
    '<feDropShadow dx="0" dy="2" stdDeviation="2" flood-color="#1b1030" flood-opacity=".28"/></filter></defs>'
    "{parts}</svg>\n"
)
CHEEKS = "M70 110a7 7 0 1 0 14 0a7 7 0 1 0-14 0M116 110a7 7 0 1 0 14 0a7 7 0 1 0-14 0"
LAUGHING = "M80 97q6-7 12 0M108 97q6-7 12 0"
GLASSES_COLOURS = ("#241a3a", "#d3273f", "#12877c", "#5a3d1e")
GREYING, GREY = 48, 66


class Sitter(Protocol):
    """All that a portrait is drawn from."""

    @property
    def id(self) -> str: ...

    @property
    def sex(self) -> str: ...

    @property
    def age(self) -> int: ...


def draw_portrait(resident: Sitter) -> str:
    """An SVG file of 200 by 200, below 2.5 kB."""
    chance = Chance(0, f"portrait {resident.id}")
    mark = f"p-{resident.id}"
    skin, shade, blush, line = chance.pick(SKINS)
    back, front = choose_hair(chance, resident)
    hair = hair_colour(chance, resident.age)
    brow = line if hair in GREYS else hair
    drawn = [
        draw_background(chance),
        cut(mark, fill(back, hair)),
        dress(chance, mark),
        cut(mark, f'<path d="M85 120h30v34c0 8-7 13-15 13s-15-5-15-13Z" fill="{shade}"/>'),
        cut(mark, draw_head(chance, skin)),
        f'<path d="{CHEEKS}" fill="{blush}" opacity=".5"/>',
        draw_age(chance, resident.age, line),
        draw_beard(chance, resident, mark, hair),
        cut(mark, fill(front, hair)),
        draw_eyes(chance, brow),
        stroke("M100 98c-3 6-5 9-1 11h3", line, 2.6),
        chance.pick(MOUTHS),
        draw_extras(chance, resident, line),
    ]
    return FRAME.format(mark=mark, parts="".join(drawn))


def cut(mark: str, shapes: str) -> str:
    """Shapes as a piece of paper that lies on the others, with a shadow."""
    return f'<g filter="url(#{mark})">{shapes}</g>' if shapes else ""


def fill(outline: str, colour: str) -> str:
    return f'<path d="{outline}" fill="{colour}"/>' if outline else ""


def stroke(line: str, colour: str, width: float) -> str:
    return f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"/>'


def draw_background(chance: Chance) -> str:
    paper, tint = chance.pick(PAPERS)
    return f'<path d="M0 0h200v200H0Z" fill="{paper}"/>' + chance.pick(BACKGROUNDS).format(tint=tint)


def dress(chance: Chance, mark: str) -> str:
    colour, trim = chance.pick_some(CLOTH_COLOURS, 2)
    body = f'<path d="M28 204c2-34 26-48 56-52 6 10 26 10 32 0 30 4 54 18 56 52Z" fill="{colour}"/>'
    return cut(mark, body) + chance.pick(CLOTHES).format(trim=trim)


def draw_head(chance: Chance, skin: str) -> str:
    ears = '<circle cx="64" cy="97" r="8.5"/><circle cx="136" cy="97" r="8.5"/>'
    return f'<g fill="{skin}">{ears}<path d="{chance.pick(FACES)}"/></g>'


def choose_hair(chance: Chance, resident: Sitter) -> tuple[str, str]:
    """What lies behind the head, and before it. Most women wear it long and most men short; many do not."""
    is_long = chance.happens(0.72 if resident.sex == "f" else 0.1)
    keeps_hair = resident.sex == "f" or resident.age < chance.between(28, 45)
    return chance.pick(LONG_HAIR if is_long else SHORT_HAIR[:-2] if keeps_hair else SHORT_HAIR)


def hair_colour(chance: Chance, age: int) -> str:
    greys = (age - GREYING) / (GREY - GREYING)
    young, old = chance.pick(HAIR_COLOURS), chance.pick(GREYS)
    return old if chance.happens(greys) else young


def draw_age(chance: Chance, age: int, line: str) -> str:
    """Wrinkles: beside the eyes from about 45, on the forehead and round the mouth later."""
    lines = []
    if age >= chance.between(42, 50):
        lines.append("M72 99l-4 2M72 103l-3 3M128 99l4 2M128 103l3 3")
    if age >= chance.between(56, 64):
        lines.append("M84 71q16-4 32 0M81 110q-3 5-2 10M119 110q3 5 2 10")
    if age >= chance.between(66, 74):
        lines.append("M87 78q13-3 26 0M80 104q6 4 11 1M109 105q5 3 11-1")
    return stroke("".join(lines), line, 1.8) if lines else ""


def draw_beard(chance: Chance, resident: Sitter, mark: str, hair: str) -> str:
    if resident.sex == "f" or resident.age < 22 or not chance.happens(0.38):
        return ""
    return cut(mark, fill(chance.pick(BEARDS), hair))


def draw_eyes(chance: Chance, brow: str) -> str:
    brows = chance.pick(
        ("M79 84q7-5 14-1M107 83q7-4 14 1", "M79 85l13-3M108 82l13 3", "M79 82q7-4 13 0M108 82q6-4 13 0")
    )
    eyes = (
        '<circle cx="86" cy="95" r="4" fill="#241a3a"/><circle cx="114" cy="95" r="4" fill="#241a3a"/>'
        '<circle cx="87.4" cy="93.6" r="1.2" fill="#fff"/><circle cx="115.4" cy="93.6" r="1.2" fill="#fff"/>'
    )
    if chance.happens(0.15):
        eyes = stroke(LAUGHING, "#241a3a", 3.4)
    return eyes + stroke(brows, brow, 3.2)


def draw_extras(chance: Chance, resident: Sitter, line: str) -> str:
    """Glasses, freckles, earrings."""
    extras = []
    if chance.happens(0.24 + 0.3 * (resident.age > 50)):
        extras.append(stroke(chance.pick(GLASSES), chance.pick(GLASSES_COLOURS), 3.2))
    if chance.happens(0.14):
        dots = "".join(f"M{x} {y}h.1" for x, y in ((75, 104), (80, 106), (77, 109), (125, 104), (120, 106), (123, 109)))
        extras.append(stroke(dots, line, 2.6))
    if chance.happens(0.4 if resident.sex == "f" else 0.08):
        extras.append(
            '<circle cx="63" cy="109" r="3.6" fill="#ffcf4a"/><circle cx="137" cy="109" r="3.6" fill="#ffcf4a"/>'
        )
    return "".join(extras)
