import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads the inputs in /inputs and writes the outputs into /outputs. The Task succeeds where it ends with status 0. */
public final class Task {
    private static final Path INPUTS = Path.of("/inputs");
    private static final Path OUTPUTS = Path.of("/outputs");

    public static void main(String[] arguments) throws IOException {
        List<Integer> values = readIntegers("values");
        int offset = readInteger("offset");
        double factor = readNumber("factor");
        boolean descending = readBoolean("descending");
        String operation = readString("operation");
        String title = readString("title");
        int[] picture = readPngSize("picture");

        List<Integer> shifted = values.stream().map(value -> value + offset).toList();
        double result = switch (operation) {
            case "sum" -> shifted.stream().mapToLong(Integer::longValue).sum();
            case "mean" -> shifted.stream().mapToInt(Integer::intValue).average().orElseThrow();
            default -> shifted.stream().mapToInt(Integer::intValue).max().orElseThrow();
        };
        Comparator<Integer> order = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();

        write("result", result * factor);
        writeArray("sorted", shifted.stream().sorted(order).toList());
        write("report", title + ": the " + operation + " of " + values.size() + " values, and a picture of "
            + picture[0] + " x " + picture[1] + " pixels");
        write("table", "value,shifted\n" + values.stream().map(value -> value + "," + (value + offset) + "\n")
            .collect(Collectors.joining()));
    }

    // One file a parameter, named as it, without a line end: an integer is 42, a boolean is true or false.

    private static String readString(String name) throws IOException {
        return Files.readString(INPUTS.resolve(name));
    }

    private static int readInteger(String name) throws IOException {
        return Integer.parseInt(readString(name));
    }

    private static double readNumber(String name) throws IOException {
        return Double.parseDouble(readString(name));
    }

    private static boolean readBoolean(String name) throws IOException {
        return readString(name).equals("true");
    }

    /** An array is a folder: array.yml says `size: 3`, and the items are 0, 1 and 2. An item may be an array again. */
    private static List<Integer> readIntegers(String name) throws IOException {
        int size = Integer.parseInt(readString(name + "/array.yml").replace("size:", "").strip());
        Integer[] items = new Integer[size];
        for (int index = 0; index < size; index++) {
            items[index] = readInteger(name + "/" + index);
        }
        return List.of(items);
    }

    private static int[] readPngSize(String name) throws IOException {
        try (DataInputStream file = new DataInputStream(Files.newInputStream(INPUTS.resolve(name)))) {
            if (file.readLong() != 0x89504e470d0a1a0aL) {
                throw new IOException("the input " + name + " is not a PNG image");
            }
            file.skipNBytes(8);
            return new int[] {file.readInt(), file.readInt()};
        }
    }

    private static void write(String name, Object value) throws IOException {
        Files.writeString(OUTPUTS.resolve(name), String.valueOf(value));
    }

    private static void writeArray(String name, List<?> items) throws IOException {
        Files.createDirectory(OUTPUTS.resolve(name));
        write(name + "/array.yml", "size: " + items.size());
        for (int index : IntStream.range(0, items.size()).toArray()) {
            write(name + "/" + index, items.get(index));
        }
    }
}
