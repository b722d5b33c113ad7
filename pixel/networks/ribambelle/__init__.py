"""Ribambelle, a social network: its members and posts (`content/`), its feed and its pages."""
