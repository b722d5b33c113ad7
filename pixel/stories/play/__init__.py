"""Plays a story: does its steps, asks the server what it made of them, and compares that with what is expected."""
