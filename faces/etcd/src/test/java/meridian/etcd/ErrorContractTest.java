package meridian.etcd;

import static meridian.etcd.Messages.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorContractTest {
    private FaceFixture fixture;

    @BeforeAll
    void start(@TempDir Path folder) {
        fixture = new FaceFixture(folder);
    }

    @AfterAll
    void stop() {
        fixture.close();
    }

    static List<ErrorContract> mistakes() {
        return ErrorContract.all();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_answered_as_etcd_does(ErrorContract contract) {
        StatusRuntimeException error = catchThrowableOfType(
                StatusRuntimeException.class, () -> contract.request().send(fixture.client()));
        assertThat(error).as(contract.mistake()).isNotNull();
        assertThat(error.getStatus().getCode()).isEqualTo(contract.code());
        assertThat(error.getStatus().getDescription()).isEqualTo(contract.text());
        assertThat(Messages.outcome(error)).contains("not-applied");
        assertThat(fixture.client().kv().range(get("k")).getHeader().getRevision())
                .isPositive();
    }
}
