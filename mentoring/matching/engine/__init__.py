"""The matching engine: pure Python and numpy, no Django, no database, no clock.

`docs/matching.md` states its guarantees, its inputs and its formula with a worked example.
"""
