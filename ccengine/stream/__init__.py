"""What happened, told to whoever follows: from the log, after the commit, at least once.

``cursor`` says where a follower stands, ``relay`` reads the log for him and wakes him when it
has grown, ``cloudevents`` gives an entry its outward form, ``sse`` carries it over HTTP.
"""
