"""The pure heart: what was observed, what it means, and who may do what next.

Nothing here does I/O, reads a clock, or imports anything but the standard library.
Time arrives as integer milliseconds of UTC inside each observation.

A call      ``observed`` goes into ``floor``, which groups each ``leg`` into a ``call`` (``grouping``);
            ``conversation`` and ``walk`` read its time, ``record`` seals it, ``ids`` names it
People      ``operator`` (what he does), ``membership`` (where he sits), ``cards`` (what is on his screen)
Clients     ``directory``, ``client_form`` (as handed in), ``names`` (as compared), ``links``
Rules       ``rules`` and ``rule_document``, ``recording``, ``hours``
Promises    ``promise`` (missed clients), ``callbacks`` (places kept), ``worktime``
Told        ``facts``, ``events``, ``desk_events``; ``schema`` describes them, ``reading`` reads them back
Around it   ``ports`` and ``desk`` (what the shells must be able to do), ``metrics``, ``past``, ``errors``
"""
