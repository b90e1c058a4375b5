package meridian.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends the requests of a transcript one after the other. The answers in it are those that etcd 3.4.23 gave to the same
 * requests; ids and revisions, which nobody can know, are {@code #} there.
 */
class JsonTranscriptTest {
    private static final String NUMBERS =
            "\"(cluster_id|member_id|revision|raft_term|create_revision|mod_revision|rev)\":\"\\d+\"";
    private static final String HEADER =
            "{\"cluster_id\":\"#\",\"member_id\":\"#\",\"revision\":\"#\",\"raft_term\":\"#\"}";

    @Test
    void answers_are_those_of_etcd(@TempDir Path folder) {
        String transcript = transcript();
        try (FaceFixture fixture = new FaceFixture(folder)) {
            HttpClients client = HttpClients.plain(fixture.face().port());
            String played = Stream.of(transcript.split("\n\n", -1))
                    .map(scene -> scene.lines().findFirst().orElseThrow())
                    .map(request -> request + "\n" + answer(client, request))
                    .collect(Collectors.joining("\n\n", "", "\n"));
            assertThat(played).isEqualTo(transcript);
        }
    }

    private static String answer(HttpClients client, String request) {
        List<String> words = List.of(request.split(" ", 3));
        HttpResponse<String> response =
                client.send(words.get(0), words.get(1), words.size() == 3 ? words.get(2) : "", List.of());
        String text = response.body().replaceAll(NUMBERS, "\"$1\":\"#\"").replace(HEADER, "#");
        return Stream.of(text.stripTrailing().split("\n", -1))
                .map(line -> (response.statusCode() + " " + line).stripTrailing())
                .collect(Collectors.joining("\n"));
    }

    private static String transcript() {
        try (InputStream file = Objects.requireNonNull(
                JsonTranscriptTest.class.getResourceAsStream("/gateway-transcript.txt"), "the transcript is missing")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
