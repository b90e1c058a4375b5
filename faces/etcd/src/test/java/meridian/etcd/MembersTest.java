package meridian.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.api.MemberAddRequest;
import java.util.List;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.raft.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembersTest {
    private static final Member N1 = ScriptedStore.member(new NodeId("n1"), 4001);

    private static Member added(String url) {
        MemberAddRequest request = MemberAddRequest.newBuilder()
                .addPeerURLs(url)
                .setIsLearner(true)
                .build();
        return Members.toAdd(request, List.of(N1));
    }

    @Test
    void a_member_is_named_by_the_fragment_of_its_address() {
        Member added = added("http://10.0.0.4:7001#n4");
        assertThat(added.node()).isEqualTo(new NodeId("n4"));
        assertThat(added.peer()).isEqualTo(new Address("10.0.0.4", 7001));
        assertThat(added.learner()).isTrue();
    }

    @Test
    void without_a_fragment_the_address_is_the_name() {
        assertThat(added("https://machine-4.example:7001").node()).isEqualTo(new NodeId("machine-4.example-7001"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.4:7001",
                "http://10.0.0.4",
                "http://10.0.0.4:7001/path",
                "ftp://10.0.0.4:7001",
                "http://10.0.0.4:99999",
                "http://10.0.0.4:7001#not a name",
                ""
            })
    void what_is_no_address_of_a_peer_is_refused(String url) {
        assertThatThrownBy(() -> added(url)).hasMessage("etcdserver: given member URLs are invalid");
    }

    @Test
    void a_name_or_address_that_is_taken_is_refused() {
        assertThatThrownBy(() -> added("http://127.0.0.1:4001#n4")).hasMessage("etcdserver: Peer URLs already exists");
        assertThatThrownBy(() -> added("http://127.0.0.1:4004#n1")).hasMessage("etcdserver: member ID already exist");
    }

    @Test
    void a_node_that_lost_its_data_is_another_member() {
        Member returned = new Member(N1.node(), 2, N1.peer(), N1.client(), N1.metrics(), false);
        assertThat(Identity.number(returned)).isNotEqualTo(Identity.number(N1));
        assertThat(Identity.number(N1.asLearner())).isEqualTo(Identity.number(N1));
    }

    @Test
    void a_member_is_told_with_its_addresses() {
        io.etcd.jetcd.api.Member told = Members.translate(N1);
        assertThat(told.getName()).isEqualTo("n1");
        assertThat(told.getPeerURLsList()).containsExactly("http://127.0.0.1:4001");
        assertThat(told.getClientURLsList()).containsExactly(N1.client());
        assertThat(told.getID()).isEqualTo(Identity.number(N1));
    }
}
