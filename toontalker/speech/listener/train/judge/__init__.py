"""How well the listener hears, in figures, against references that know nothing of it. Needs the extra `train` and Debian's flite.

`known.judge_known(listener)`: text known, on a synthesizer that it did not learn from. `unknown.judge_unknown(listener, folder)`: text
unknown, on people. Both take whatever has the two methods of `listening.Listens`, so that a training can ask them on its way.
"""
