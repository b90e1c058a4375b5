package meridian.chaos;

import meridian.chaos.base.Await;

/** The leader hands over to another node because it is told to. */
record MoveLeader() implements Injection {
    @Override
    public String inject(Scene scene) {
        NodeProcess leader = scene.leader();
        NodeProcess next = scene.randomness().pick(scene.cluster().others(leader));
        boolean confirmed;
        try (Operator operator = new Operator(leader)) {
            confirmed = operator.moveLeader(next.id());
        }
        String outage = scene.awaitWrite(scene.nodes());
        Await.pause(scene.hold());
        return leader.id() + " to " + next.id() + (confirmed ? "; " : ", which was not confirmed; ") + outage;
    }
}
