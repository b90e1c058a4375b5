package meridian.cli;

/** How a command writes its answer. */
enum OutputFormat {
    text,
    json
}
