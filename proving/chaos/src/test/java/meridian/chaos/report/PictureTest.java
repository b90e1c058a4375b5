package meridian.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.xml.parsers.DocumentBuilderFactory;
import meridian.chaos.load.Timeline;
import meridian.chaos.load.Timeline.Stretch;
import meridian.chaos.load.Timeline.Trouble;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PictureTest {
    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static Timeline timeline() {
        Timeline timeline = new Timeline(() -> 0);
        Stretch stretch = new Stretch(Duration.ofSeconds(1), Duration.ofSeconds(2));
        timeline.wentWrong(new Trouble("kill-leader", stretch));
        timeline.wentWrong(new Trouble("cut-pair", stretch));
        return timeline;
    }

    @Test
    void a_fault_is_a_band_in_both_panels_and_named_in_the_legend() throws Exception {
        Document picture = parse(Picture.draw(timeline()));
        assertThat(picture.getElementsByTagName("title").getLength()).isEqualTo(4);
        assertThat(picture.getDocumentElement().getTextContent()).contains("kill-leader", "cut-pair");
    }

    @Test
    void three_curves_are_drawn() throws Exception {
        Document picture = parse(Picture.draw(timeline()));
        assertThat(picture.getElementsByTagName("polyline").getLength()).isEqualTo(3);
        assertThat(((Element) picture.getElementsByTagName("svg").item(0)).getAttribute("width"))
                .isNotEmpty();
    }
}
