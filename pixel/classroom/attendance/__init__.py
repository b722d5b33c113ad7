"""Attendance: how a class is opened, joined, led and ended."""
