"""Visits become a profile: `person` assembles all that is known of somebody, `interests` says what they care for, in
the words of `vocabulary`. What was never said, `inference` guesses, of invented members only.
"""
