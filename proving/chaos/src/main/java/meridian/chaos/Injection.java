package meridian.chaos;

/** How a fault is made to happen. */
@FunctionalInterface
interface Injection {
    /**
     * Does the harm, waits until the cluster copes with it, and heals what only it knows of. Nodes that do not run or
     * stand still and links that are cut or slow may stay so: they are seen to after every fault. Says what was done to
     * whom.
     */
    String inject(Scene scene);
}
