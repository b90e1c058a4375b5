package meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class TimePlotTest {
    @Test
    void the_offset_is_a_line_and_the_bound_a_band_where_there_is_one() throws Exception {
        TimePlot plot = new TimePlot();
        plot.add("n1", points("[100, 0.5]", "[105, 0.001, 0.0005]", "[110, 0.002, 0.0001]", "[115, 0.1]"));
        Document svg = parse(plot.svg());
        assertThat(svg.getElementsByTagName("polygon").getLength()).isEqualTo(1);
        Element band = (Element) svg.getElementsByTagName("polygon").item(0);
        assertThat(band.getAttribute("points").split(" ")).hasSize(4);
        Element line = (Element) svg.getElementsByTagName("polyline").item(0);
        assertThat(line.getAttribute("points").split(" ")).hasSize(4);
        assertThat(plot.svg()).contains("n1: ", "00:01:40", "00:01:55", "+");
    }

    @Test
    void nodes_stand_below_each_other_even_those_that_know_nothing() throws Exception {
        TimePlot plot = new TimePlot();
        plot.add("<n1>", List.of());
        plot.add("n2", points("[100, 0]"));
        Document svg = parse(plot.svg());
        assertThat(svg.getElementsByTagName("g").getLength()).isEqualTo(2);
        assertThat(plot.svg()).contains("nothing is known yet", "height=\"520\"");
    }

    @Test
    void a_day_takes_no_more_room_than_an_hour() throws Exception {
        List<JsonNode> day = new ArrayList<>();
        for (int i = 0; i < 17_280; i++) {
            day.add(points("[" + i * 5 + ", 0.001, " + (i == 9_000 ? 0.7 : 0.01) + "]")
                    .getFirst());
        }
        TimePlot plot = new TimePlot();
        plot.add("n1", day);
        assertThat(plot.svg().length()).isLessThan(30_000);
        assertThat(plot.svg()).as("what lasted only a moment is seen").contains("ms", "+771 ms");
    }

    private static List<JsonNode> points(String... texts) throws Exception {
        List<JsonNode> points = new ArrayList<>();
        for (String text : texts) {
            points.add(Screen.JSON.readTree(text));
        }
        return points;
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
