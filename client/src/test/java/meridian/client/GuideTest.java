package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the guide shows is what {@link GuideExamplesTest} runs. */
class GuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "guides", "java-client.md");
    private static final Path EXAMPLES = Path.of("src", "test", "java", "meridian", "client", "GuideExamplesTest.java");

    private static final Pattern SHOWN = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern RUN = Pattern.compile("// \\[([a-z-]+)]\\n(.*?) *// \\[\\1]", Pattern.DOTALL);

    private static List<String> found(Path file, Pattern pattern, int group) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(file));
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(group).stripTrailing().stripIndent());
        }
        return found;
    }

    @Test
    void every_example_of_the_guide_is_run_and_everything_that_is_run_is_shown() throws IOException {
        List<String> shown = found(GUIDE, SHOWN, 1);
        List<String> run = found(EXAMPLES, RUN, 2);
        assertThat(shown).hasSizeGreaterThan(10);
        assertThat(shown).containsExactlyInAnyOrderElementsOf(run);
    }
}
