"""Measures the evidence: runs lessons over seeds, on this machine or on a Dask cluster.

The way of a run: command.py says which are missing, pool.py (this machine) or cluster.py (Dask) decides where
each is done, task.py does one, in a process that runner.py makes, schedule.py takes what comes back, store.py
keeps it under build/replicate/, and assemble.py makes evidence of a lesson's runs when all are in. So an
interrupted `replicate` goes on where it stopped, and the evidence doesn't depend on where and in which order
lessons ran.
"""

LONG_SEEDS = 5  # the first seeds, whose runs include a lesson's long arms
