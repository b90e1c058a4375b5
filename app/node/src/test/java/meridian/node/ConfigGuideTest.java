package meridian.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigGuideTest {
    private static final Path GUIDE = Path.of("../../docs/guides/configuration.md");

    @Test
    void the_guide_in_the_repository_is_the_one_the_code_writes() throws IOException {
        assertThat(Files.readString(GUIDE))
                .as("run ./meridian config docs and commit the result")
                .isEqualTo(ConfigGuide.markdown());
    }

    @Test
    void the_guide_explains_every_key() {
        for (Setting<?> setting : Settings.all()) {
            assertThat(ConfigGuide.markdown()).contains("### `" + setting.path() + "`");
            assertThat(setting.meaning()).as(setting.path()).endsWith(".");
        }
    }

    @Test
    void the_example_in_the_guide_is_a_good_file() {
        assertThat(ConfigReader.read(ConfigGuide.EXAMPLE, Path.of("/"))
                        .cluster()
                        .members())
                .hasSize(3);
    }
}
