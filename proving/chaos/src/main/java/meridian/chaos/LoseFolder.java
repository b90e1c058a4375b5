package meridian.chaos;

/** A node dies with all that it had on disk, and comes back empty. */
record LoseFolder() implements Injection {
    @Override
    public String inject(Scene scene) {
        NodeProcess victim = scene.any();
        victim.kill();
        victim.wipe();
        String outage = scene.awaitWrite(scene.cluster().others(victim));
        victim.start();
        return victim.id() + "; " + outage + ", it was back after "
                + scene.cluster().awaitReady(victim).toMillis() + " ms";
    }
}
