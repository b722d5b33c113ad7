"""The lesson: its steps are a data file that a teacher can write; what really arrived decides each experiment.

`model`, `validation`, `reader`   the file: its words, its mistakes with file and line, where it is found
`outcomes`, `outcome_table`       pure: what became of a student's act, by the server's own log; the class's table
`facts`, `progress`               what the store tells of a student's act; what the student did so far
`room`                            what every page reads first
`pages`, `acts`, `notes`          the pages of the steps, what a student does on them, the teacher's own
`wording`                         the texts of a lesson as HTML, with links to the vocabulary
"""
