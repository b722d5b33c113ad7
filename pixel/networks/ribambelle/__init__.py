"""Ribambelle, a social network: its known members and posts (`content/`), its feed, the town behind it (`town/`), and
what its people do there (`members/`).
"""
