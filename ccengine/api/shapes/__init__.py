"""The JSON of the HTTP API, as the operator's page reads and writes it.

The API builds these shapes from the store; the page gets them as generated types. Times are UTC
milliseconds, as on cards. What only one handler speaks of stands beside that handler.
"""
