package meridian.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import meridian.base.Address;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.base.Timestamp;
import meridian.raft.Replicator.Applied;
import meridian.raft.Replicator.MemberChange;

/** How commands, outcomes and members look in the log and between nodes. */
final class Codec {
    /** Rough size of a command besides its body. */
    static final int COMMAND_OVERHEAD = 24;

    private static final int FORMAT = 1;

    private Codec() {}

    static byte[] entry(Timestamp timestamp, List<Command> commands) {
        ByteWriter out = new ByteWriter(sizeOf(commands)).u8(FORMAT).u64(timestamp.bits());
        commands(out, commands);
        return out.toArray();
    }

    static Entry entry(Position position, byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        requireFormat(in);
        return new Entry(position, new Timestamp(in.u64()), commands(in));
    }

    static byte[] batch(List<Command> commands) {
        ByteWriter out = new ByteWriter(sizeOf(commands)).u8(FORMAT);
        commands(out, commands);
        return out.toArray();
    }

    static List<Command> batch(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        requireFormat(in);
        return commands(in);
    }

    private static int sizeOf(List<Command> commands) {
        int size = 16;
        for (Command command : commands) {
            size += command.body().length() + COMMAND_OVERHEAD;
        }
        return size;
    }

    private static void commands(ByteWriter out, List<Command> commands) {
        out.varint(commands.size());
        for (Command command : commands) {
            out.u64(command.session())
                    .varint(command.number())
                    .varint(command.number() - command.settledBelow())
                    .bytes(command.body());
        }
    }

    private static List<Command> commands(ByteReader in) {
        int count = in.count();
        List<Command> commands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long session = in.u64();
            long number = in.varint();
            commands.add(new Command(session, number, number - in.varint(), in.bytes()));
        }
        return commands;
    }

    static byte[] outcomes(List<Outcome<Applied>> outcomes) {
        ByteWriter out = new ByteWriter(outcomes.size() * 48).u8(FORMAT).varint(outcomes.size());
        for (Outcome<Applied> outcome : outcomes) {
            write(out, outcome, Codec::applied);
        }
        return out.toArray();
    }

    static List<Outcome<Applied>> outcomes(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        requireFormat(in);
        int count = in.count();
        List<Outcome<Applied>> outcomes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            outcomes.add(read(in, Codec::applied));
        }
        return outcomes;
    }

    private static void applied(ByteWriter out, Applied applied) {
        out.varint(applied.position().term()).varint(applied.position().index()).bytes(applied.result());
    }

    private static Applied applied(ByteReader in) {
        return new Applied(new Position(in.varint(), in.varint()), in.bytes());
    }

    static void member(ByteWriter out, Member member) {
        out.text(member.node().name())
                .u64(member.incarnation())
                .text(member.peer().toString())
                .text(member.client())
                .text(member.metrics())
                .bool(member.learner());
    }

    static Member member(ByteReader in) {
        return new Member(new NodeId(in.text()), in.u64(), Address.parse(in.text()), in.text(), in.text(), in.bool());
    }

    static void members(ByteWriter out, List<Member> members) {
        out.varint(members.size());
        members.forEach(member -> member(out, member));
    }

    static List<Member> members(ByteReader in) {
        int count = in.count();
        List<Member> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            members.add(member(in));
        }
        return members;
    }

    static byte[] change(MemberChange change) {
        ByteWriter out = new ByteWriter(128).u8(FORMAT);
        switch (change) {
            case MemberChange.Add(Member member) -> member(out.u8(0), member);
            case MemberChange.Remove(NodeId node) -> out.u8(1).text(node.name());
            case MemberChange.Promote(NodeId node) -> out.u8(2).text(node.name());
            case MemberChange.Replace(Member member) -> member(out.u8(3), member);
        }
        return out.toArray();
    }

    static MemberChange change(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        requireFormat(in);
        return switch (in.u8()) {
            case 0 -> new MemberChange.Add(member(in));
            case 1 -> new MemberChange.Remove(new NodeId(in.text()));
            case 2 -> new MemberChange.Promote(new NodeId(in.text()));
            default -> new MemberChange.Replace(member(in));
        };
    }

    static byte[] number(long number) {
        return new ByteWriter(10).varint(number).toArray();
    }

    static long number(byte[] bytes) {
        return new ByteReader(bytes).varint();
    }

    static byte[] memberOutcome(Outcome<List<Member>> outcome) {
        return outcome(outcome, Codec::members);
    }

    static Outcome<List<Member>> memberOutcome(byte[] bytes) {
        return outcome(bytes, Codec::members);
    }

    static byte[] nodeOutcome(Outcome<NodeId> outcome) {
        return outcome(outcome, (out, node) -> out.text(node.name()));
    }

    static Outcome<NodeId> nodeOutcome(byte[] bytes) {
        return outcome(bytes, in -> new NodeId(in.text()));
    }

    private static <T> byte[] outcome(Outcome<T> outcome, BiConsumer<ByteWriter, T> value) {
        ByteWriter out = new ByteWriter(64).u8(FORMAT);
        write(out, outcome, value);
        return out.toArray();
    }

    private static <T> Outcome<T> outcome(byte[] bytes, Function<ByteReader, T> value) {
        ByteReader in = new ByteReader(bytes);
        requireFormat(in);
        return read(in, value);
    }

    private static <T> void write(ByteWriter out, Outcome<T> outcome, BiConsumer<ByteWriter, T> value) {
        switch (outcome) {
            case Outcome.Applied<T>(T applied) -> value.accept(out.u8(0), applied);
            case Outcome.NotApplied<T>(Refusal refusal, String message) ->
                out.u8(1).text(refusal.name()).text(message);
            case Outcome.Unknown<T>(String message) -> out.u8(2).text(message);
        }
    }

    private static <T> Outcome<T> read(ByteReader in, Function<ByteReader, T> value) {
        return switch (in.u8()) {
            case 0 -> Outcome.applied(value.apply(in));
            case 1 -> Outcome.notApplied(Refusal.valueOf(in.text()), in.text());
            default -> Outcome.unknown(in.text());
        };
    }

    private static void requireFormat(ByteReader in) {
        int format = in.u8();
        if (format != FORMAT) {
            throw new ByteReader.Malformed("format " + format + ", this node reads format " + FORMAT);
        }
    }
}
