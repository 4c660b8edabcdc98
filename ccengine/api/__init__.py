"""The HTTP edge: the route endpoint that Asterisk asks, and the API that pages and the CRM use.

Two listeners that share nothing but their manner: ``route`` is on loopback and answers the PBX
within its budget; ``app`` serves people. Both only translate between HTTP and the ports of
``ccengine.core``; no decision is taken here.
"""
