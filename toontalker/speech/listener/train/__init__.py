"""How the listener learns: speech of machines that tell when they make each sound, disguised in many ways. Needs the extra `train`."""
