"""What a network guesses of its invented members, and how often it is wrong: pages, and what they rest on.

`learning` trains and tries, when `pixel seed` makes the town; `guessing` puts a person's guesses together; the other
files are pages. Of a guest nothing is guessed, and no page here answers one.
"""
