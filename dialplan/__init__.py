"""The Asterisk configuration of one node, as a pure function.

``render(plan)`` turns a :class:`dialplan.plan.NodePlan` into files; ``compare(rendered, existing)``
says how far a PBX has drifted from them. Read ``callflow.py`` first: it is the way of a call.
"""
