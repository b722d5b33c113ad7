"""What is read and printed beside the lesson: the teacher's guide, the vocabulary, the worksheet and its key, and the
drawn instructions that lead to the cookie in one's own browser. `routes` is the blueprint of its pages.

Pure: `vocabulary` (the words, from a file) and `browser_tools` (whose instructions the reader needs).
"""
