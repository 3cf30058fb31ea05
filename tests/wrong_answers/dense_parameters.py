"""Wrong answers to lesson 02's second exercise as learners write them, with words that each must be told."""

ATTEMPTS = [
    (lambda inputs, units: inputs * units, "weights only"),
    (lambda inputs, units: inputs * (units + 1), "gives each input a bias"),
    (lambda inputs, units: inputs * units + 1, "one bias for the whole layer"),
    (lambda inputs, units: inputs + units, "adds inputs and units"),
    (lambda inputs, units: inputs * units + inputs + units, "both inputs and units"),
    (lambda inputs, units: f"{inputs * units + units}", "it is text"),
    (lambda inputs, units: 200960, "For ("),
    (lambda inputs: inputs, "stopped on"),
    (lambda inputs, units: (inputs * units + units) * 1.000001, "For ("),
]
