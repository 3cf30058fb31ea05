"""Lesson 02: dense_parameters(inputs, units), two counts to how many weights and biases a dense layer has."""

from utils.exercises.exercise import Arguments, Exercise, Mistake


def reference(inputs: int, units: int) -> int:
    """Return a weight for each pair of input and unit, and a bias for each unit."""
    return inputs * units + units


def inputs() -> list[Arguments]:
    """Return pairs (inputs, units): those of the lesson first, then others."""
    return [(784, 256), (256, 128), (128, 10), (1, 1), (5, 2), (2, 5), (300, 7)]


MISTAKES: list[Mistake] = [
    (lambda i, u: i * u, "It counts the weights only. Each unit also has a bias."),
    (lambda i, u: i * u + i, "It gives each input a bias. The biases belong to the units."),
    (lambda i, u: i * u + 1, "It adds one bias for the whole layer. Each unit has its own."),
    (lambda i, u: i + u, "It adds inputs and units. Each input is joined to each unit: multiply."),
    (lambda i, u: i * u + i + u, "It counts biases for both inputs and units. Only the units have them."),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="A weight for each pair of input and unit, and a bias for each unit.",
)
