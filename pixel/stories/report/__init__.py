"""Tells what came of stories: lines for people, JSON and JUnit XML for machines, a page of pictures for a class."""
