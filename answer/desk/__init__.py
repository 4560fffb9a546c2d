"""The desk: hand-offs in a queue with clocks, and conversations across channels.

Stands above the engine. What the engine itself carries lies below it: a risk is ``answer/risk.py``
(a prepared question has risks), never ``answer/desk/risk.py``.
"""
