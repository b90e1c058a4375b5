package meridian.chaos;

/** Every node is stopped by SIGTERM, one after the other, and the next one only when the last one serves again. */
record RollingRestart() implements Injection {
    @Override
    public String inject(Scene scene) {
        for (NodeProcess node : scene.nodes()) {
            node.stop();
            scene.awaitWrite(scene.cluster().others(node));
            node.start();
            scene.cluster().awaitReady(node);
        }
        return Kill.ids(scene.nodes());
    }
}
