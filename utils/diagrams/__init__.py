"""Drawings of what can't be photographed: a unit, a network, a walk downhill."""

from utils.diagrams.descents import show_descent, show_map
from utils.diagrams.networks import show_network, show_unit
from utils.diagrams.places import show_places, show_reach
from utils.diagrams.windows import show_fields, show_sharing, show_window

__all__ = [
    "show_descent",
    "show_fields",
    "show_map",
    "show_network",
    "show_places",
    "show_reach",
    "show_sharing",
    "show_unit",
    "show_window",
]
