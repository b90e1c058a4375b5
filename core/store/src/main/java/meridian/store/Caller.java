package meridian.store;

/** Who asks for something. Whether they may is decided by the {@link Gate}, in the state in which it would be done. */
public sealed interface Caller {
    Caller NODE = new Node();
    Caller NOBODY = new Nobody();

    /** The node itself, which may do everything. */
    record Node() implements Caller {}

    /** Somebody who has not logged in. */
    record Nobody() implements Caller {}

    /**
     * Somebody who has proved to be this user.
     *
     * @param since which password it was: the access revision at which it was set. With a new password, or when the name
     *     was given to somebody else meanwhile, this is another number and the proof is worth nothing any more
     */
    record User(String name, long since) implements Caller {}

    /** A program that its user gave a token for. What it proved is worth nothing any more once the token is revoked. */
    record Token(String user, String id) implements Caller {}

    /** Somebody whose certificate names them. As long as there is a user of that name, that is who they are. */
    record Certified(String name) implements Caller {}
}
