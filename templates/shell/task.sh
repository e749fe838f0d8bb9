#!/bin/sh
# Reads the inputs in /inputs and writes the outputs into /outputs. The Task succeeds where it ends with status 0.
set -eu

fail() {
  printf 'The Task failed: %s\n' "$1" >&2
  exit 1
}

# One file a parameter, named as it, without a line end: an integer is 42, a boolean is true or false.

# Prints an input; those of all simple types are text.
read_input() {
  [ -r "/inputs/$1" ] || fail "the input $1 is missing"
  cat "/inputs/$1"
}

# Prints how many items an array has. It is a folder: array.yml says `size: 3`, and the items are 0, 1 and 2.
read_size() {
  read_input "$1/array.yml" | tr -dc '0-9'
}

# Prints a number of four bytes of a file, the highest first.
read_number_at() {
  od -An -v -tu1 -j "$2" -N 4 "/inputs/$1" | awk '{ print (($1 * 256 + $2) * 256 + $3) * 256 + $4 }'
}

# Writes an output; printf '%s' ends with no line end, where echo would.
write_output() {
  printf '%s' "$2" >"/outputs/$1"
}

offset=$(read_input offset)
factor=$(read_input factor)
descending=$(read_input descending)
operation=$(read_input operation)
title=$(read_input title)

[ "$(od -An -v -tx1 -N 8 /inputs/picture | tr -d ' \n')" = 89504e470d0a1a0a ] || fail 'the input picture is not a PNG image'
width=$(read_number_at picture 16)
height=$(read_number_at picture 20)

size=$(read_size values)
table=value,shifted
shifted=
index=0
while [ "$index" -lt "$size" ]; do
  value=$(read_input "values/$index")
  new=$((value + offset))
  table="$table
$value,$new"
  shifted="$shifted$new
"
  index=$((index + 1))
done

printf '%s' "$shifted" | awk -v operation="$operation" -v factor="$factor" '
  NR == 1 || $1 > maximum { maximum = $1 }
  { sum += $1 }
  END {
    result = operation == "sum" ? sum : operation == "mean" ? sum / NR : maximum
    printf "%.17g", result * factor
  }' >/outputs/result

order=-n
[ "$descending" = false ] || order=-nr
mkdir /outputs/sorted
write_output sorted/array.yml "size: $size"
index=0
for value in $(printf '%s' "$shifted" | sort "$order"); do
  write_output "sorted/$index" "$value"
  index=$((index + 1))
done

write_output report "$title: the $operation of $size values, and a picture of $width x $height pixels"
printf '%s\n' "$table" >/outputs/table
