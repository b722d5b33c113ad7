"""The ids that an event names, in each shape that shops' integrations were seen to send."""

import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pixel.collect.content_ids import LONGEST_ID, MOST_IDS, read_content_ids
from pixel.collect.request import read_request

BOTH = ("bahamas", "cuba")
ONE = ("bahamas",)


def read(query: str) -> tuple[str, ...]:
    """The ids of a hit with this query."""
    return read_request({"REQUEST_METHOD": "GET", "QUERY_STRING": query}).content_ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        pytest.param('["bahamas"]', ONE, id="JSON, one"),
        pytest.param('["bahamas", "cuba"]', BOTH, id="JSON, two"),
        pytest.param('["bahamas", "bahamas"]', ONE, id="the same twice"),
        pytest.param("['bahamas','cuba']", BOTH, id="single quotes"),
        pytest.param("[ 'bahamas', \"cuba\", ]", BOTH, id="both quotes, and a comma too many"),
        pytest.param("[bahamas, cuba]", BOTH, id="no quotes"),
        pytest.param("bahamas", ONE, id="a bare word"),
        pytest.param("bahamas, cuba", BOTH, id="a bare list"),
        pytest.param("bahamas,,cuba,", BOTH, id="a bare list with gaps"),
        pytest.param("'bahamas'", ONE, id="a word in single quotes"),
        pytest.param("'bahamas','cuba'", BOTH, id="a list without brackets"),
        pytest.param('"bahamas"', ONE, id="a JSON string"),
        pytest.param('"[\\"bahamas\\",\\"cuba\\"]"', BOTH, id="JSON in a JSON string"),
        pytest.param('"bahamas,cuba"', BOTH, id="a bare list in a JSON string"),
        pytest.param("\"['bahamas']\"", ONE, id="single quotes in a JSON string"),
        pytest.param('["[\\"bahamas\\",\\"cuba\\"]"]', BOTH, id="JSON in a list"),
        pytest.param('[["bahamas", "cuba"]]', BOTH, id="a list in a list"),
        pytest.param('{"0":"bahamas","2":"cuba"}', BOTH, id="a list with gaps, as PHP writes it"),
        pytest.param('{"id": "bahamas"}', ONE, id="an object"),
        pytest.param('[{"id": "bahamas"}, "cuba"]', BOTH, id="objects and words"),
        pytest.param("17", ("17",), id="a number"),
        pytest.param("[17]", ("17",), id="a number in a list"),
        pytest.param("[379244549342554123456]", ("379244549342554123456",), id="a number longer than a float's digits"),
        pytest.param("[007]", ("007",), id="a number that begins with zeros"),
        pytest.param("9" * 5000, ("9" * 100,), id="a number too long to be one"),
        pytest.param("wc_post_id_12", ("wc_post_id_12",), id="a name with underscores"),
        pytest.param("SKU-1.2/b", ("SKU-1.2/b",), id="a name with marks"),
        pytest.param("['l\\'île']", ("l'île",), id="an escaped quote"),
        pytest.param("O'Brien", ("O'Brien",), id="an apostrophe"),
        pytest.param("[&quot;bahamas&quot;,&#39;cuba&#39;]", BOTH, id="quotes as HTML writes them"),
        pytest.param(quote('["bahamas","cuba"]'), BOTH, id="encoded once more"),
        pytest.param(quote(quote('["bahamas","cuba"]')), BOTH, id="encoded twice more"),
        pytest.param("bahamas%2Ccuba", BOTH, id="a bare list, encoded once more"),
        pytest.param("50%25", ("50%25",), id="an id with a percent sign"),
        pytest.param('["bahamas"', ONE, id="JSON cut short"),
        pytest.param('["bahamas", "cu', ("bahamas", "cu"), id="JSON cut short within a word"),
        pytest.param("", (), id="nothing"),
        pytest.param("[]", (), id="an empty list"),
        pytest.param('["", "  "]', (), id="blanks"),
        pytest.param("null", (), id="null"),
        pytest.param("undefined", (), id="undefined"),
        pytest.param("[undefined, None, NaN]", (), id="nothing, in a list"),
        pytest.param("[null, true, 1.5]", (), id="what is no id"),
        pytest.param("[object Object]", (), id="an object for which a script knew no text"),
        pytest.param("[object Object],[object Object]", (), id="two of them"),
        pytest.param("[" * 1500, (), id="JSON too deep"),
        pytest.param("[" * 1500 + '"bahamas"' + "]" * 1500, (), id="a word too deep"),
        pytest.param(f'["{"x" * 300}"]', ("x" * 100,), id="a long one is cut"),
        pytest.param(r'["bah\ud83damas"]', ("bah?amas",), id="half a surrogate pair"),
        pytest.param(r'["bah\u0000amas"]', ("bah\N{REPLACEMENT CHARACTER}amas",), id="NUL"),
        pytest.param(json.dumps([str(n) for n in range(50)]), tuple(map(str, range(20))), id="too many"),
        pytest.param(",".join(map(str, range(50))), tuple(map(str, range(20))), id="too many, bare"),
    ],
)
def test_ids_are_read_however_they_are_written(text: str, ids: tuple[str, ...]) -> None:
    assert read(urlencode({"cd[content_ids]": text})) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        pytest.param('[{"id":"bahamas","quantity":2}]', ONE, id="the dialect's own"),
        pytest.param('[{"id":"bahamas","quantity":2,"item_price":3},{"id":"cuba","quantity":1}]', BOTH, id="two"),
        pytest.param('[{"id":"bahamas"},{"id":"bahamas"}]', ONE, id="one twice: two variants of a trip"),
        pytest.param('[{"id":494121165,"item_price":59.9}]', ("494121165",), id="a number"),
        pytest.param("[{'id': 'bahamas', 'quantity': 1}]", ONE, id="single quotes"),
        pytest.param("[{id:'bahamas',quantity:2},{id:'cuba'},]", BOTH, id="as a script writes it"),
        pytest.param('{"id":"bahamas","quantity":2}', ONE, id="an object alone"),
        pytest.param('{"0":{"id":"bahamas"},"1":{"id":"cuba"}}', BOTH, id="numbered objects, as PHP writes them"),
        pytest.param('"[{\\"id\\":\\"bahamas\\"}]"', ONE, id="JSON in a JSON string"),
        pytest.param('["{\\"id\\":\\"bahamas\\"}"]', ONE, id="JSON strings in a list"),
        pytest.param('[{"item_id":"bahamas","item_name":"Les Bahamas","price":9}]', ONE, id="item_id, as Google's"),
        pytest.param('[{"content_id":"bahamas","content_name":"x"}]', ONE, id="content_id, as TikTok's"),
        pytest.param('[{"sku":"bahamas"},{"product_id":"cuba"}]', BOTH, id="sku, product_id"),
        pytest.param('[{"variant_id":12,"product_id":"bahamas"}]', ONE, id="a product before its variant"),
        pytest.param('[{"sku":"x1","id":"bahamas"}]', ONE, id="id before all"),
        pytest.param('[{"id":"","sku":"bahamas"}]', ONE, id="an empty id"),
        pytest.param('[{"ID":"bahamas"}]', ONE, id="in capitals"),
        pytest.param('[{"id":["bahamas","cuba"],"quantity":1}]', BOTH, id="a list for an id"),
        pytest.param('[{"product":{"id":"bahamas"},"quantity":2}]', ONE, id="an object in an object"),
        pytest.param('[{"id":"bahamas","parts":[{"id":"x"}]}]', ONE, id="the parts of a product are none"),
        pytest.param('[{"quantity":2,"item_price":3}]', (), id="no id"),
        pytest.param('["bahamas"]', ONE, id="words"),
        pytest.param("[]", (), id="an empty list"),
        pytest.param("[object Object]", (), id="an object for which a script knew no text"),
    ],
)
def test_ids_are_read_from_contents(text: str, ids: tuple[str, ...]) -> None:
    assert read(urlencode({"cd[contents]": text})) == ids
    assert read(urlencode({"cd[contents]": quote(text)})) == ids


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        pytest.param("cd[content_ids][0]=bahamas&cd[content_ids][1]=cuba", BOTH, id="numbered"),
        pytest.param("cd[content_ids][]=bahamas&cd[content_ids][]=cuba", BOTH, id="without numbers"),
        pytest.param("cd[content_ids][]=bahamas", ONE, id="one without a number"),
        pytest.param("cd%5Bcontent_ids%5D%5B%5D=bahamas&cd%5Bcontent_ids%5D%5B%5D=cuba", BOTH, id="encoded"),
        pytest.param(
            "cd[contents][0][id]=bahamas&cd[contents][0][quantity]=2&cd[contents][1][id]=cuba", BOTH, id="deep"
        ),
        pytest.param("cd[contents][0][sku]=x1&cd[contents][0][id]=bahamas", ONE, id="deep, id before sku"),
        pytest.param("cd[contents][id]=bahamas", ONE, id="an object alone"),
        pytest.param("cd[contents][][id]=bahamas&cd[contents][][id]=cuba", ONE, id="objects that nothing tells apart"),
        pytest.param(
            'cd[content_ids]=["bahamas"]&cd[contents]=[{"id":"bahamas"},{"id":"cuba"}]', BOTH, id="both fields"
        ),
        pytest.param('cd[contents]=[{"id":"cuba"}]&cd[content_ids]=bahamas', BOTH, id="content_ids go first"),
        pytest.param("cd[content_ids]=[]&cd[contents]=[{'id':'bahamas'}]", ONE, id="one of both empty"),
        pytest.param('cd[content_type]=product_group&cd[content_ids]=["bahamas"]', ONE, id="a group of products"),
        pytest.param("cd[content_id]=bahamas", ONE, id="in the singular"),
        pytest.param("cd[content_name]=bahamas&cd[content_category]=cuba", (), id="other fields"),
        pytest.param("cd[content_ids_seen]=bahamas&cd[contentsx][0]=cuba", (), id="fields with names much like it"),
        pytest.param("content_ids=bahamas&contents=cuba", (), id="not within cd"),
        pytest.param("cd[content_ids]=bahamas&cd[content_ids]=cuba", ONE, id="of one name the first"),
    ],
)
def test_ids_are_read_from_the_fields_that_hold_them(query: str, ids: tuple[str, ...]) -> None:
    assert read(query) == ids


TEXTS = st.one_of(st.text(max_size=200), st.text("[]{}:,'\"\\%25bB7idcu0 ", max_size=60))
NAMES = st.sampled_from(
    ["cd[content_ids]", "cd[contents]", "cd[content_ids][]", "cd[contents][0][id]", "cd[contents][", ""]
)


@settings(deadline=None, database=None, max_examples=500)
@given(st.dictionaries(st.one_of(NAMES, st.text(max_size=30)), TEXTS, max_size=6))
@example({"cd[contents]": "{" * 2000})
@example({"cd[contents]": "'\\"})
@example({"cd[contents]": '{"id":' * 2000})
def test_whatever_is_sent_ids_are_bounded(fields: dict[str, str]) -> None:
    ids = read_content_ids(fields)
    assert len(ids) <= MOST_IDS
    assert len(set(ids)) == len(ids)
    for name in ids:
        assert 1 <= len(name) <= LONGEST_ID
        assert name == name.strip() or len(name) == LONGEST_ID
        assert "\0" not in name
        name.encode()


@settings(deadline=None, database=None, max_examples=100)
@given(st.lists(st.from_regex(r"[a-z][a-z0-9_-]{0,20}", fullmatch=True), min_size=1, max_size=MOST_IDS, unique=True))
def test_each_way_of_writing_says_the_same(names: list[str]) -> None:
    expected = tuple(name for name in names if name not in ("null", "none", "undefined", "nan", "true", "false"))
    contents = [{"id": name, "quantity": 1} for name in names]
    for fields in (
        {"cd[content_ids]": json.dumps(names)},
        {"cd[content_ids]": repr(names)},
        {"cd[content_ids]": ",".join(names)},
        {"cd[content_ids]": quote(json.dumps(names))},
        {"cd[contents]": json.dumps(contents)},
        {"cd[contents]": repr(contents)},
        {"cd[contents]": json.dumps(json.dumps(contents))},
        {f"cd[contents][{at}][id]": name for at, name in enumerate(names)},
    ):
        assert read_content_ids(fields) == expected
