"""The shell around the heart: one node's calls and operators, and what people may do to them.

Everything that changes state is synchronous: observations go in, the reducer says what they
mean, and operators, cards and the log follow before anything else happens. What needs the world
(the directory, the PBX, a phone) is awaited outside of that, and what comes back is taken in as
one more synchronous step.

``node``       the engine itself: observations in, events out, routing questions answered
``pops``       which card lies on which screen, and what stands on it
``people``     what an operator or a supervisor may ask for
``callbacks``  whom it was promised is called when his turn has come
``seats``      the PBX's queues follow the operators' states
``context``    what is known of a call beside its legs; the world, as ports
"""
