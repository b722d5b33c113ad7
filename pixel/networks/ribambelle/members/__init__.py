"""Ribambelle's people at work: their pages, groups, pages to follow, posts, the sign-up's questions, notifications."""
