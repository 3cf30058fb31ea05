"""Drawings of what can't be photographed: a unit, a network, a walk downhill."""

from utils.diagrams.descents import show_descent, show_map
from utils.diagrams.networks import show_network, show_unit

__all__ = ["show_descent", "show_map", "show_network", "show_unit"]
