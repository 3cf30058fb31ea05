"""Plausible wrong answers to each exercise: one module each, of the exercise's name, which ends in ATTEMPTS, a
list of (a wrong function, words that its message must have). A new file is found by itself."""

import importlib
import pkgutil

ATTEMPTS = {
    module.name: importlib.import_module(f"{__name__}.{module.name}").ATTEMPTS
    for module in pkgutil.iter_modules(__path__)
}
