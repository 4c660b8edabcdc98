"""What ``generate_docs`` makes out of the code, a file for each kind of page."""
