"""What a network guesses of its invented members, and how often it is wrong: pages, and what they rest on.

`learning` trains and tries, when `pixel seed` makes the town; `routes` names the pages, which are of invented members
alone: to a guest none of them answers. The guesses themselves are put together in `pixel.profile.guessing`;
`pixel/profile/inference/README.md` has sources, formulas and what was planted.
"""
