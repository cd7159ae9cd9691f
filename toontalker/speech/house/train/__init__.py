"""How the house voice learns: `python -m toontalker.speech.house.train --help`. Needs the extra `train` and Debian's flite."""
