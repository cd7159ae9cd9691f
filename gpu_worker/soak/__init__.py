"""Trials that the room must stand: chaos, kills, leaks, gaps, delays, full disks. `python -m gpu_worker.soak --help` lists them.

Each trial does for real what its name says, on real processes and real databases, and ends with a `Report` of figures beside their
bounds. The tests hold each in a short form. Linux only.
"""
