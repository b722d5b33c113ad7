"""What all networks share: `content` is the people and their posts, `session` who is reading, `ad_slot` an ad's look
and pictures, `accounts`, `profile_page`, `activity` and `why_page` what a member sees of it all. `ribambelle` is one
network: its feed and pages.
"""
