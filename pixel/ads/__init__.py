"""Room 4, advertisers reach the profile: `feed` reads their catalogues, `campaigns` what they buy,
`auction` chooses among them, and `explanation` walks an ad back to the hits that brought it.
"""
