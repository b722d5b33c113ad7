"""An auction as an impression's row has it, of today and of before."""

import json

from pixel.store.kept_auction import read_auction

WINNER = {"campaign_id": "soleil-retour", "bid": 900, "score": 300.0}
OTHER = {"campaign_id": "velo", "bid": 20, "score": 20.0}


def test_candidates_have_their_names_again() -> None:
    kept = {
        "fields": list(WINNER),
        "winner": list(WINNER.values()),
        "runner_up": None,
        "others": [list(OTHER.values())],
        "counts": {"won": 1},
    }
    read = read_auction(json.dumps(kept))
    assert read == {"winner": WINNER, "runner_up": None, "others": [OTHER], "counts": {"won": 1}}


def test_a_row_of_before_is_read_as_it_is() -> None:
    kept = {"winner": WINNER, "runner_up": OTHER, "others": [], "counts": {"won": 1, "outbid": 1}}
    assert read_auction(json.dumps(kept)) == kept
