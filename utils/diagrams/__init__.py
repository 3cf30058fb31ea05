"""Drawings of what can't be photographed: a unit, a network, a walk downhill."""

from utils.diagrams.descents import show_descent, show_map
from utils.diagrams.files import show_files
from utils.diagrams.networks import show_network, show_unit
from utils.diagrams.piles import show_piles
from utils.diagrams.places import show_places, show_reach
from utils.diagrams.pools import show_pool, show_pooled_rows
from utils.diagrams.windows import show_fields, show_sharing, show_window

__all__ = [
    "show_descent",
    "show_fields",
    "show_files",
    "show_map",
    "show_network",
    "show_piles",
    "show_places",
    "show_pool",
    "show_pooled_rows",
    "show_reach",
    "show_sharing",
    "show_unit",
    "show_window",
]
