"""Room 5, the member's feed: `content` is the people and their posts, `session` who is reading, `feed` puts the
ad between two posts, `placements` asks for it, `member_pages` and `activity` are what a member sees of it all.
"""
