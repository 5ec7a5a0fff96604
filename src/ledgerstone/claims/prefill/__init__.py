"""Filling a head contract claim from the certified subcontract claims, with the sources of each
figure kept.

``sources`` reads what was certified and not yet carried; ``allocation`` decides, purely, which
head contract line each amount goes to; ``preview`` shows what would change; ``operations`` does it.
"""
