"""What was never said, guessed from what was. Pure: no store, no network, no page; and of invented members only.

`home_town` guesses a town from friends' towns (`places`), `told` reads it in a comment, `close_ties` guesses a partner
from the friendship graph, `traits` predicts from likes and `lookalikes` finds people alike, both from the `factors`
that `training` finds. `evaluation` says how often such guesses are wrong, and `trial` says it of a trait's model.

README.md beside this file: sources, formulas, what was planted, how errors are counted.
"""
