"""A lesson's trial: its run, what the recorded runs say about it, and the picture and table at the end.

    my_guess = trial.guess("a) yes", "b) no")
    run = trial.start("02_a_dense_network", digits, guess=my_guess)
    run.record("accuracy", "as published", 0.98)
    accuracy = run.question("Does it help?", "accuracy", reference="as published", matters=0.005)
    accuracy.raises("a falling rate")
    run.report(answer="a", because="…")

A lesson without a run answers the prediction by `trial.answer(my_guess, "a", "…")`.

The way of a number: run.py takes it, evidence.py has those of the recorded runs, effects.py makes effects and
findings of them, report.py shows them (picture.py, table.py).
"""

from utils.trial.guess import Guess, guess
from utils.trial.report import answer
from utils.trial.run import Run, start

__all__ = ["Guess", "Run", "answer", "guess", "start"]
