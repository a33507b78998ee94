"""From a text to the deals in it: language, the two sides, deals, parties, money, places, dates, likeness.

Pure functions and frozen types: no network, no database, no clock.
"""
