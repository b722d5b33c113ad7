"""Each thing that can happen in a story, written once: the words of its step, what it does, how it is told.

To add one, write its class in the file where it belongs and name it in `registry.ACTIONS`; then write the JSON Schema
anew (`python -m pixel.stories.format.reader > pixel/stories/format/story.schema.json`) and a line of README.md.
"""
