"""Wrong answers to lesson 11's exercise as learners write them, with words that each must be told."""


def behind(reads, output):
    found, waiting = set(), [output]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(reads[name])
    return found


def every_layer(reads, parameters, output):
    return sum(parameters.values())


def output_alone(reads, parameters, output):
    return parameters[output]


def one_step(reads, parameters, output):
    return parameters[output] + sum(parameters[name] for name in reads[output])


def sources_alone(reads, parameters, output):
    return sum(parameters[name] for name in reads[output])


def the_others(reads, parameters, output):
    return sum(count for name, count in parameters.items() if name not in behind(reads, output))


def without_the_output(reads, parameters, output):
    return sum(parameters[name] for name in behind(reads, output)) - parameters[output]


def twice_where_ways_meet(reads, parameters, output):
    return parameters[output] + sum(twice_where_ways_meet(reads, parameters, name) for name in reads[output])


def first_way(reads, parameters, output):
    count = parameters[output]
    while reads[output]:
        output = reads[output][0]
        count += parameters[output]
    return count


def last_way(reads, parameters, output):
    count = parameters[output]
    if reads[output]:
        count += last_way(reads, parameters, reads[output][-1])
    return count


def read_by_anyone(reads, parameters, output):
    read = {name for sources in reads.values() for name in sources}
    return sum(parameters[name] for name in reads if name in read or name == output)


def down_to_the_output(reads, parameters, output):
    count = 0
    for name in reads:
        count += parameters[name]
        if name == output:
            return count


def how_many_layers(reads, parameters, output):
    return len(behind(reads, output))


def as_in_the_lesson(reads, parameters, output):
    return sum(parameters[name] for name in parameters if name != "layer7")


def loop_without_end_check(reads, parameters, output):
    count = parameters[output]
    while output != "inputs":
        output = reads[output][0]
        count += parameters[output]
    return count


def two_steps(reads, parameters, output):
    found = {output, *reads[output]}
    for name in reads[output]:
        found.update(reads[name])
    return sum(parameters[name] for name in found)


def set_of_counts(reads, parameters, output):
    return sum({parameters[name] for name in behind(reads, output)})


def stops_at_flatten(reads, parameters, output):
    found, waiting = set(), [output]
    while waiting:
        name = waiting.pop()
        if name not in found and parameters[name] > 0:
            found.add(name)
            waiting.extend(reads[name])
    return sum(parameters[name] for name in found)


def as_text(reads, parameters, output):
    return f"{sum(parameters[name] for name in behind(reads, output))}"


ATTEMPTS = [
    (every_layer, "every layer"),
    (output_alone, "the output layer alone"),
    (one_step, "one step only"),
    (sources_alone, "reads directly"),
    (the_others, "does not depend on"),
    (without_the_output, "own parameters"),
    (twice_where_ways_meet, "counts only once"),
    (first_way, "only the first"),
    (last_way, "only the last"),
    (read_by_anyone, "any other reads it"),
    (down_to_the_output, "above the output"),
    (how_many_layers, "counts layers"),
    (loop_without_end_check, "stopped on"),
    (as_in_the_lesson, "For ("),
    (two_steps, "For ("),
    (set_of_counts, "set of names, not of counts"),
    (stops_at_flatten, "without parameters"),
    (as_text, "it is text"),
]
