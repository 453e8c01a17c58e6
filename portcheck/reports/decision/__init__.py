"""What a decision maker must know first: frozen values and sentences that every format shares.

Nothing is computed here but counts. Strings that came from a suite or a providers file leave as
they came; each format makes them harmless in its own way.
"""
