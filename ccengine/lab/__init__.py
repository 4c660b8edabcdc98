"""A real Asterisk without root, phones that speak in tones, and the outside world that calls.

The demo and the tests stand on this room. ``tree`` fetches Asterisk, ``asterisk`` runs it,
``phone`` is a small SIP phone of our own whose tone says who was heard by whom, ``world`` and
``desk_phones`` people the demo, ``record`` keeps what a real Asterisk said in known stories (``scenarios``).
"""
