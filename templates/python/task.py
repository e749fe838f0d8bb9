"""Reads the inputs in /inputs and writes the outputs into /outputs. The Task succeeds where it ends with status 0."""

import struct
import sys
from pathlib import Path

INPUTS = Path("/inputs")
OUTPUTS = Path("/outputs")


def main():
    values = read_array("values", read_integer)
    offset = read_integer("offset")
    factor = read_number("factor")
    descending = read_boolean("descending")
    operation = read_string("operation")
    title = read_string("title")
    width, height = read_png_size("picture")

    shifted = [value + offset for value in values]
    if operation == "sum":
        result = sum(shifted)
    elif operation == "mean":
        result = sum(shifted) / len(shifted)
    else:
        result = max(shifted)

    write("result", result * factor)
    write_array("sorted", sorted(shifted, reverse=descending))
    write("report", f"{title}: the {operation} of {len(values)} values, and a picture of {width} x {height} pixels")
    rows = "".join(f"{value},{new}\n" for value, new in zip(values, shifted))
    write("table", f"value,shifted\n{rows}")


# One file a parameter, named as it, without a line end: an integer is 42, a boolean is true or false.


def read_string(name):
    return (INPUTS / name).read_bytes().decode("utf-8")


def read_integer(name):
    return int(read_string(name))


def read_number(name):
    return float(read_string(name))


def read_boolean(name):
    return read_string(name) == "true"


def read_array(name, read_item):
    """An array is a folder: array.yml says `size: 3`, and the items are 0, 1 and 2. An item may be an array again."""
    size = int(read_string(f"{name}/array.yml").removeprefix("size:"))
    return [read_item(f"{name}/{index}") for index in range(size)]


def read_png_size(name):
    with open(INPUTS / name, "rb") as file:
        head = file.read(24)
    if len(head) < 24 or head[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError(f"the input {name} is not a PNG image")
    return struct.unpack(">II", head[16:])


def write(name, value):
    (OUTPUTS / name).write_bytes(str(value).encode("utf-8"))


def write_array(name, items):
    (OUTPUTS / name).mkdir()
    write(f"{name}/array.yml", f"size: {len(items)}")
    for index, item in enumerate(items):
        write(f"{name}/{index}", item)


try:
    main()
except (OSError, ValueError) as error:
    sys.exit(f"The Task failed: {error}")
