package meridian.etcd;

import io.etcd.jetcd.api.AlarmMember;
import io.etcd.jetcd.api.AlarmRequest;
import java.util.ArrayList;
import java.util.List;
import meridian.raft.Replicator;
import meridian.store.Store;
import meridian.store.Store.Alarm;
import meridian.store.Store.AlarmChange;

/** Translates alarms. etcd numbers their kinds: 0 none or all, 1 no space, 2 corrupt. */
final class Alarms {
    private static final int ANY = 0;
    private static final int NO_SPACE = 1;
    private static final int CORRUPT = 2;

    private Alarms() {}

    static AlarmChange change(AlarmRequest request, Replicator.Status group) {
        return switch (request.getAction()) {
            case GET, UNRECOGNIZED -> new AlarmChange.ListAll();
            case ACTIVATE -> new AlarmChange.Raise(alarm(request, group));
            case DEACTIVATE -> new AlarmChange.Clear(alarm(request, group));
        };
    }

    private static Alarm alarm(AlarmRequest request, Replicator.Status group) {
        return new Alarm(Members.find(group.members(), request.getMemberID()).node(), kind(request.getAlarmValue()));
    }

    /** What there is for a question; for a change, the alarm that was raised or cleared, if it was there. */
    static List<AlarmMember> answer(AlarmRequest request, Store.StoreStatus before, List<Alarm> now) {
        Replicator.Status group = before.group();
        return switch (request.getAction()) {
            case ACTIVATE -> List.of(translate(group, alarm(request, group)));
            case DEACTIVATE -> {
                Alarm cleared = alarm(request, group);
                yield before.alarms().contains(cleared) ? List.of(translate(group, cleared)) : List.of();
            }
            case GET, UNRECOGNIZED -> ofKind(request.getAlarmValue(), group, now);
        };
    }

    private static List<AlarmMember> ofKind(int wanted, Replicator.Status group, List<Alarm> raised) {
        List<AlarmMember> translated = new ArrayList<>();
        for (Alarm alarm : raised) {
            if (wanted == ANY || wanted == number(alarm.kind())) {
                translated.add(translate(group, alarm));
            }
        }
        return translated;
    }

    private static AlarmMember translate(Replicator.Status group, Alarm alarm) {
        return AlarmMember.newBuilder()
                .setMemberID(Identity.number(group, alarm.node()))
                .setAlarmValue(number(alarm.kind()))
                .build();
    }

    /** As etcd prints an alarm among the errors of a status. */
    static String text(Replicator.Status group, Alarm alarm) {
        String kind =
                switch (alarm.kind()) {
                    case NO_SPACE -> "NOSPACE";
                    case CORRUPT -> "CORRUPT";
                };
        return "memberID:" + Long.toUnsignedString(Identity.number(group, alarm.node())) + " alarm:" + kind + " ";
    }

    private static Store.Alarm.Kind kind(int number) {
        return switch (number) {
            case NO_SPACE -> Alarm.Kind.NO_SPACE;
            case CORRUPT -> Alarm.Kind.CORRUPT;
            default -> throw EtcdErrors.because(EtcdErrors.UNKNOWN_ALARM);
        };
    }

    private static int number(Alarm.Kind kind) {
        return switch (kind) {
            case NO_SPACE -> NO_SPACE;
            case CORRUPT -> CORRUPT;
        };
    }
}
