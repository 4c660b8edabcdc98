"""PostgreSQL: the log, the facts, the directory, the desk; SQL in named queries."""
