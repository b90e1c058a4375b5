package meridian.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.Auth;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.auth.Permission;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access control as a real client sees it, from the first user on. */
class JetcdAuthTest {
    private static final long PATIENCE_SECONDS = 30;

    @TempDir
    Path folder;

    private FaceFixture fixture;
    private Client stranger;
    private Client root;
    private Client anna;

    @BeforeEach
    void start() throws Exception {
        fixture = new FaceFixture(folder);
        stranger = client("", "");
        Auth auth = stranger.getAuthClient();
        await(auth.userAdd(text("root"), text("secret")));
        await(auth.roleAdd(text("root")));
        await(auth.userGrantRole(text("root"), text("root")));
        await(auth.roleAdd(text("reader")));
        await(auth.roleGrantPermission(text("reader"), text("a"), text("b"), Permission.Type.READ));
        await(auth.userAdd(text("anna"), text("annas")));
        await(auth.userGrantRole(text("anna"), text("reader")));
        await(auth.authEnable());
        root = client("root", "secret");
        anna = client("anna", "annas");
    }

    @AfterEach
    void stop() {
        anna.close();
        root.close();
        stranger.close();
        fixture.close();
    }

    @Test
    void who_has_the_permission_reads_and_who_has_not_does_not() throws Exception {
        await(root.getKVClient().put(text("a1"), text("v")));
        assertThat(await(anna.getKVClient().get(text("a1"))).getCount()).isEqualTo(1);
        refused("permission denied", anna.getKVClient().put(text("a1"), text("w")));
        refused("permission denied", anna.getKVClient().get(text("b")));
        refused("user name is empty", stranger.getKVClient().get(text("a1")));
    }

    @Test
    void users_and_roles_are_listed_changed_and_deleted() throws Exception {
        Auth auth = root.getAuthClient();
        assertThat(await(auth.userList()).getUsers()).containsExactly("anna", "root");
        assertThat(await(auth.roleList()).getRoles()).containsExactly("reader", "root");
        assertThat(await(auth.userGet(text("anna"))).getRoles()).containsExactly("reader");
        assertThat(await(auth.roleGet(text("reader"))).getPermissions())
                .singleElement()
                .satisfies(permission -> {
                    assertThat(permission.getPermType()).isEqualTo(Permission.Type.READ);
                    assertThat(permission.getKey()).isEqualTo(text("a"));
                    assertThat(permission.getRangeEnd()).isEqualTo(text("b"));
                });
        await(auth.roleRevokePermission(text("reader"), text("a"), text("b")));
        refused("permission denied", anna.getKVClient().get(text("a1")));
        await(auth.userRevokeRole(text("anna"), text("reader")));
        await(auth.roleDelete(text("reader")));
        await(auth.userDelete(text("anna")));
        assertThat(await(auth.userList()).getUsers()).containsExactly("root");
    }

    /** The client logs in again by itself when its token has ended. */
    @Test
    void a_client_goes_on_after_its_token_has_ended() throws Exception {
        await(root.getKVClient().put(text("k"), text("1")));
        await(root.getAuthClient().userChangePassword(text("root"), text("secret")));
        GetResponse response = await(root.getKVClient().get(text("k")));
        assertThat(response.getCount()).isEqualTo(1);
    }

    @Test
    void a_wrong_password_is_refused() {
        try (Client wrong = client("root", "wrong")) {
            refused("authentication failed", wrong.getKVClient().get(text("a1")));
        }
    }

    @Test
    void a_watch_gives_what_may_be_read() throws Exception {
        BlockingQueue<WatchResponse> responses = new LinkedBlockingQueue<>();
        WatchOption range = WatchOption.builder().withRange(text("b")).build();
        try (Watch.Watcher _ = anna.getWatchClient().watch(text("a"), range, responses::add)) {
            long written = 0;
            WatchResponse response = null;
            while (response == null && written < 100) {
                await(root.getKVClient().put(text("a" + written++), text("v")));
                response = responses.poll(100, TimeUnit.MILLISECONDS);
            }
            assertThat(response).isNotNull();
        }
    }

    @Test
    void when_it_is_off_again_everybody_may_everything() throws Exception {
        await(root.getAuthClient().authDisable());
        await(stranger.getKVClient().put(text("k"), text("v")));
        assertThat(await(root.getKVClient().get(text("k"))).getCount()).isEqualTo(1);
    }

    private Client client(String user, String password) {
        var builder =
                Client.builder().endpoints("http://127.0.0.1:" + fixture.face().port());
        return user.isEmpty()
                ? builder.build()
                : builder.user(text(user)).password(text(password)).build();
    }

    private static ByteSequence text(String text) {
        return ByteSequence.from(text, UTF_8);
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static void refused(String reason, CompletableFuture<?> future) {
        assertThatThrownBy(() -> await(future)).hasStackTraceContaining(reason);
    }
}
