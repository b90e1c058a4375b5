package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import meridian.base.Outcome;
import meridian.store.AccessChange;
import meridian.store.Accounts;
import meridian.store.Caller;
import meridian.store.Permission;
import meridian.store.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class LoginTest {
    @TempDir
    private Path folder;

    private ServedStore served;

    @BeforeEach
    void start() throws Exception {
        served = new ServedStore(folder);
        Accounts accounts = served.store().accounts();
        done(accounts.addUser("root", "secret"));
        done(accounts.change(new AccessChange.AddRole("root")));
        done(accounts.change(new AccessChange.GrantRole("root", "root")));
        done(accounts.addUser("ann", "anns"));
        done(accounts.change(new AccessChange.AddRole("jobs")));
        done(accounts.change(new AccessChange.GrantPermission(
                "jobs",
                new Permission(
                        Permission.Kind.READ_WRITE,
                        meridian.base.Bytes.utf8("job"),
                        meridian.base.Bytes.utf8("joc")))));
        done(accounts.change(new AccessChange.GrantRole("ann", "jobs")));
    }

    @AfterEach
    void stop() {
        served.close();
    }

    private static void done(CompletableFuture<Outcome<Reply<Long>>> change) throws Exception {
        assertThat(change.get(60, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        Outcome.Applied.class, it -> assertThat(it.value()).isInstanceOf(Reply.Done.class));
    }

    private Accounts root() throws Exception {
        Reply<String> token =
                served.store().accounts().login("root", "secret", "here").get(60, TimeUnit.SECONDS);
        Reply<Caller> caller = served.store()
                .accounts()
                .identify(((Reply.Done<String>) token).value())
                .get(60, TimeUnit.SECONDS);
        return served.store().as(((Reply.Done<Caller>) caller).value()).accounts();
    }

    private void enable() throws Exception {
        done(served.store().accounts().enable());
    }

    private Meridian ann() {
        return served.builder().login("ann", "anns").connect();
    }

    @Test
    void who_logs_in_may_do_what_the_roles_say_and_nothing_else() throws Exception {
        enable();
        try (Meridian ann = ann()) {
            ann.kv().put("job-1", "v");
            try (LockHold hold = ann.lock("job").lock()) {
                assertThat(ann.kv().txn().ifHeld(hold).commit().succeeded()).isTrue();
            }
            assertThatThrownBy(() -> ann.kv().put("other", "v"))
                    .isInstanceOf(AccessException.class)
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> ann.watch("other")).isInstanceOf(AccessException.class);
            try (Watch watch = ann.watchFrom(KeyRange.key("other"), 1)) {
                assertThatThrownBy(watch::next).isInstanceOf(AccessException.class);
            }
            assertThatThrownBy(() -> ann.lock("other").lock()).isInstanceOf(AccessException.class);
        }
    }

    @Test
    void who_does_not_log_in_is_told_so() throws Exception {
        enable();
        try (Meridian stranger = served.client()) {
            assertThatThrownBy(() -> stranger.kv().get("job-1"))
                    .isInstanceOf(AccessException.class)
                    .hasMessageContaining("needs a login");
        }
        try (Meridian wrong = served.builder().login("ann", "bobs").connect()) {
            assertThatThrownBy(() -> wrong.kv().get("job-1")).isInstanceOf(AccessException.class);
        }
        try (Meridian made = served.builder().token("made up").connect()) {
            assertThatThrownBy(() -> made.kv().get("job-1")).isInstanceOf(AccessException.class);
        }
    }

    @Test
    void a_token_serves_as_long_as_it_is_good() throws Exception {
        enable();
        Reply<String> token =
                served.store().accounts().login("ann", "anns", "here").get(60, TimeUnit.SECONDS);
        try (Meridian ann =
                served.builder().token(((Reply.Done<String>) token).value()).connect()) {
            ann.kv().put("job-1", "v");
            done(root().changePassword("ann", "new"));
            assertThatThrownBy(() -> ann.kv().put("job-1", "w")).isInstanceOf(AccessException.class);
        }
    }

    /** A new password ends all tokens; the same one set again lets the client log in again by itself. */
    @Test
    void when_its_token_ends_the_client_logs_in_again() throws Exception {
        enable();
        try (Meridian ann = ann();
                Session session = ann.openSession(Duration.ofSeconds(60));
                Watch watch = ann.watch(KeyRange.prefix("job-"))) {
            ann.kv().put("job-1", "v");
            done(root().changePassword("ann", "anns"));
            ann.kv().put("job-1", "w");
            assertThat(ann.kv().get("job-1").map(KeyValue::value)).contains(Bytes.utf8("w"));
            session.requireAlive();
            assertThat(watch.next()).isInstanceOf(WatchSignal.Changes.class);
        }
    }

    @Test
    void a_login_does_no_harm_where_nobody_needs_one_and_helps_as_soon_as_one_does() throws Exception {
        try (Meridian ann = ann()) {
            ann.kv().put("other", "v");
            enable();
            ann.kv().put("job-1", "v");
            assertThatThrownBy(() -> ann.kv().put("other", "v")).isInstanceOf(AccessException.class);
        }
    }
}
