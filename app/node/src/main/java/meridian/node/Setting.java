package meridian.node;

/**
 * One key of the configuration file.
 *
 * @param path where it stands in the file, as {@code section.name}
 * @param fallback what holds when the file does not set it, written as it would be in the file
 * @param meaning what it does and when to change it, for the guide
 */
record Setting<T>(String path, Kind<T> kind, String fallback, String meaning) {
    String section() {
        return path.substring(0, path.indexOf('.'));
    }
}
