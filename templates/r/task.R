# Reads the inputs in /inputs and writes the outputs into /outputs. The Task succeeds where it ends with status 0, which R does
# unless something stops it.

# One file a parameter, named as it, without a line end: an integer is 42, a boolean is true or false.

input <- function(name) file.path("/inputs", name)

read_string <- function(name) {
  if (!file.exists(input(name))) stop("the input ", name, " is missing")
  text <- rawToChar(readBin(input(name), "raw", file.size(input(name))))
  Encoding(text) <- "UTF-8"
  text
}

read_integer <- function(name) as.integer(read_string(name))

read_number <- function(name) as.numeric(read_string(name))

read_boolean <- function(name) read_string(name) == "true"

# An array is a folder: array.yml says `size: 3`, and the items are 0, 1 and 2. An item may be an array again.
read_array <- function(name, read_item) {
  size <- as.integer(sub("size:", "", read_string(file.path(name, "array.yml")), fixed = TRUE))
  sapply(seq_len(size) - 1, function(index) read_item(file.path(name, index)))
}

read_png_size <- function(name) {
  head <- readBin(input(name), "raw", 24)
  if (length(head) < 24 || !identical(head[1:8], as.raw(c(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)))) {
    stop("the input ", name, " is not a PNG image")
  }
  readBin(head[17:24], "integer", 2, endian = "big")
}

write_output <- function(name, text) writeBin(charToRaw(enc2utf8(text)), file.path("/outputs", name))

# Integers: R would write 100000 as 1e+05 by itself.
write_array <- function(name, items) {
  dir.create(file.path("/outputs", name))
  write_output(file.path(name, "array.yml"), paste("size:", length(items)))
  for (index in seq_along(items)) write_output(file.path(name, index - 1), sprintf("%d", items[index]))
}

values <- read_array("values", read_integer)
offset <- read_integer("offset")
factor <- read_number("factor")
descending <- read_boolean("descending")
operation <- read_string("operation")
title <- read_string("title")
picture <- read_png_size("picture")

shifted <- values + offset
result <- switch(operation, sum = sum(as.numeric(shifted)), mean = mean(shifted), maximum = max(shifted))

write_output("result", sprintf("%.17g", result * factor))
write_array("sorted", sort(shifted, decreasing = descending))
write_output("report", sprintf(
  "%s: the %s of %d values, and a picture of %d x %d pixels", title, operation, length(values), picture[1], picture[2]
))
write_output("table", paste0("value,shifted\n", paste0(sprintf("%d,%d\n", values, shifted), collapse = "")))
