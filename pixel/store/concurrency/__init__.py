"""Who may write when: group commit of hits, the queue of page writes, and the threads that blocking calls run in."""
